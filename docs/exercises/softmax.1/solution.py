answer = -5.99
