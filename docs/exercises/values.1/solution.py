returns = [2.0, 4.0, 8.0]
at_half = "either"
at_six_tenths = "later"
