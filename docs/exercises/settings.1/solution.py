twice = 0.3
fifty = "refused"
point = "accepted"
empty = "refused"
