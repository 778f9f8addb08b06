good = None  # the value of a good bicycle, with gamma 0.9, if a worn one is repaired
worn = None  # the value of a worn one
far = None  # "ride" or "repair" a worn bicycle, with gamma 0.9
near = None  # "ride" or "repair", with gamma 0
