small = None  # values 2, 1, 0: who takes the worst action more often, "epsilon" or "softmax"?
large = None  # values 20, 10, 0: the same question
