found = None  # those of "1", "01", "001", "", "one" that find a lesson, as a list
without = None  # which one more would find a lesson if `number and` were left out
