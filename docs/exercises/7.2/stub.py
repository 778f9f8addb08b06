def error(c):
    ...  # the mean square of what is painted, by the best grey for each class

def nats(c):
    ...  # the divergence of the belief after looking from the even one before it (0 times log 0 is 0)

def least_weight(pull):
    ...  # of the picture's error, from which the model begins to look
