two = None  # two targets, 6 and -6: how many of the 41 logits get a slope below 0
one = None  # one target, their mean: how many
beside = None  # two targets, 4.8 and 6.3, between the same two bins: how many
differs = None  # for 4.8 and 6.3, does it make a difference to learn from their mean? "yes" or "no"
