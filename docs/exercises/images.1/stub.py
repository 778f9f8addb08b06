three = None  # pixels along a side that a number of the third layer sees: windows of 3, stride 2
single = None  # the same with stride 1
mnih = None  # and with windows of 8, 4 and 3 and strides of 4, 2 and 1
