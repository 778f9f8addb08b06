def growth(six, seventh, gamma):
    raise NotImplementedError("how fast do the two values grow, in units of alpha / 7?")

threshold = None  # the gamma from which on it diverges
