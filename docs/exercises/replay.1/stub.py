held = None  # the numbers of the items that are held, in order
slots = None  # and the slot of each
by_slot = None  # the number of the item that slots[5 % 4] would give
