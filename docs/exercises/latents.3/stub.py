agree = None  # two divergences, a list, for which both orders give the same, and it is above 1
differ = None  # two for which the wrong order has no slope at all, and the right one has
