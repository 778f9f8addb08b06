left = None  # the state after one step, to two digits
steps = None  # after how many steps less than half of it is left
halved = None  # how many steps it would be without the update bias: less than half left
