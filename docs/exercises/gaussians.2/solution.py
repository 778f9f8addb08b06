which = "drawn"
difference = 1.405
