returns = None  # [G_0, G_1, G_2]
at_half = None  # "now", "later" or "either": the 8, the 16 a step later, or both alike
at_six_tenths = None  # the same question, with gamma = 0.6
