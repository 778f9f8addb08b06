answer = None  # four numbers: the value of the pair after each of the four steps
