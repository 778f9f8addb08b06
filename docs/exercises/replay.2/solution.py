times, never = 32, 0.368
