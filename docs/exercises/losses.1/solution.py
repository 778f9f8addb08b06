squared, huber = 4.0, 2.0
