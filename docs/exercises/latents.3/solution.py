agree = [2.0, 4.0]
differ = [0.3, 1.5]
