def ratio(z, c):
    ...  # of an action that was drawn z old deviations from the old mean, towards the new one

def shift(nats, sd, n):
    ...  # how far each of n means moves, in units of the action, when the KL is so many nats

def penalised(g, beta):
    ...  # the c at which the penalised objective is largest
