# gets: that is longer
found, without = ["1", "01", "001"], ""

# gets: from the left
found, without = ["01"], ""

# gets: of each of the others
found, without = ["1", "01"], "001"
