more = None  # "longer", "shorter" or "the same": the interval from 40 seeds, beside that from 10
times = None  # how many times as long it is, about
spread = None  # "larger", "smaller" or "the same": the standard deviation of 40 numbers
