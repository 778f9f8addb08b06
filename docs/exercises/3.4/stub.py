def factor(alpha):
    ...  # what one presentation multiplies the distance from 1 by
