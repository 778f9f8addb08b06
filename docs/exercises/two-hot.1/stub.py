first = None  # what the first version says, to one digit after the point
second = None  # what the second version says, to one digit after the point
