returned = 0.0
divisor = 1.0
reward = 4.11
lived = 8.22
changed = "none"
