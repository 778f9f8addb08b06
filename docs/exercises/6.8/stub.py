def k1_variance(c):
    ...  # of k1 from one action, when the mean has moved by c deviations

def k3_variance(c):
    ...  # of k3 from one action

crossing = None  # nats: the KL up to which k3 varies less than k1
