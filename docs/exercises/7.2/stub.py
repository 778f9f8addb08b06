most = None  # nats that a look can cost at most, to two digits after the point
grey = None  # the error of a model that has collapsed
neither = None  # no free nats and a pull of 1 on the belief after: "looks" or "collapses"
weak_pull = None  # no free nats, a pull of 0.1
free_nat = None  # one free nat, a pull of 1
large = None  # as neither, but the picture's error counts twenty times
