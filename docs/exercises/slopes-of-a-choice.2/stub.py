def slope(s, u, k):
    ...  # of log p with the logit of what was drawn; softmax gave it s; p = (1 - u) s + u / k
