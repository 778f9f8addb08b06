da = None  # the slope of L = a b + a with a
db = None  # and with b
da_cut = None  # the slope of L = a b + c with a, c = stop_gradient(a)
