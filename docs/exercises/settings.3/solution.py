found = ["1", "01"]
without = ""
