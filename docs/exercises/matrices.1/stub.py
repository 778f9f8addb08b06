answer = None  # the list of lists that is printed
