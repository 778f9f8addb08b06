first = 6.4
second = 26.8
