side, channels, numbers = 5, 16, 448
