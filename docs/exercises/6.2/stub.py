up = None  # the ratio, if each joint's density has grown by 5 %
down = None  # if each has fallen by 5 %
mixed = None  # if three have grown by 5 % and three have fallen by 5 %
seventeen = None  # per cent by which each of 17 densities may grow, until the ratio is 1.2
averaged = None  # the true ratio of six joints at which a mean of logarithms says 1.2
