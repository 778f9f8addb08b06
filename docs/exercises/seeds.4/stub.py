more = None  # "longer", "shorter" or "the same": the interval from 40 seeds
times = None  # how many times as long it is, about
spread = None  # "larger", "smaller" or "the same": the standard deviation
