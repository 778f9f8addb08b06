times = None  # how often a step is drawn on average, 32 draws a step
never = None  # the share of steps that are never drawn, with one draw a step
