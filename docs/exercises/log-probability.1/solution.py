entropy = 1.0986
slope = 0.0
