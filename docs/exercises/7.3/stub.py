def slopes(logits, y, bins):
    ...  # of the cross-entropy with the two-hot of y, one for each logit

largest = None  # what the slopes' absolute values can add up to at most, for any y

def least(y, bins):
    ...  # the least that the cross-entropy can be, whatever the head says
