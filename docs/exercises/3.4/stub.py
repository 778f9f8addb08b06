def factor(alpha):
    ...  # what one presentation multiplies the distance from the resting point by
