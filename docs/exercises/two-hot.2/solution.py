two = 4
one = 1
beside = 2
differs = "no"
