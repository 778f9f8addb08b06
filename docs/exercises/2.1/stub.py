answer = None  # four numbers, the predictions of boxes 0, 1, 2 and 3
