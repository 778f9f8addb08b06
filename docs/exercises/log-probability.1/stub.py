entropy = None  # of logits 0, 0, 0 with a unimix of 0.01, in nats, to two digits
slope = None  # of the entropy with the first logit
