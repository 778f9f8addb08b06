twice = None  # slip after ["slip=0.1", "slip=0.3"]
fifty = None  # "accepted" or "refused": episodes=5e1
point = None  # "accepted" or "refused": gamma=1, without a point
empty = None  # "accepted" or "refused": slip, without a value
