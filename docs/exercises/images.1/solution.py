three, single, mnih = 15, 7, 36
