value = 1.1
before = 0.1
after = 1.0
