passed = None  # the letters of those that pass, as in "abcd"
