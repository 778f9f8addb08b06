equal = None  # are the two records equal to Python? "yes" or "no"
digest = None  # have they the same digest? "yes" or "no"
