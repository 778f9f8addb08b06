def follow(slow, online, rate):
    """The weights of a slow copy that has come by this share of the way towards the others."""
    return [rate * old + (1.0 - rate) * new for old, new in zip(slow, online)]

w, slow = [1.0], [1.0]
for update in range(301):
    if update % 100 == 0:
        print(f"{update:3}: critic {w[0]:.3g}, slow copy {slow[0]:.3g}")
    target = 0.97 * 2.0 * w[0]
    w = [w[0] - 0.1 * ((w[0] - target) + (w[0] - slow[0]))]
    slow = follow(slow, w, rate=0.02)

