which = None  # whose log-probability does the learner need, that of the "drawn" or "clipped" action?
difference = None  # clipped less drawn, in nats, to two digits
