value = 1.1
before = 1.0
after = 0.1
