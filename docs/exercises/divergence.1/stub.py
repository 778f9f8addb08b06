sure = None  # KL(p || q) for p = (1, 0), q = (0.5, 0.5), in nats, to two digits
even = None  # KL(q || p), the other way round: "less", "the same", "more" or "infinite"
