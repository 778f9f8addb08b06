large = None  # values 2, 1, 0: who takes the worst action more often, "epsilon" or "softmax"?
small = None  # values 0.2, 0.1, 0: the same question
