def huber_slope(error):
    ...  # slope of the Huber loss with threshold 1

def clipped_square_slope(error):
    ...  # slope of the square of the clipped error; at -1 and 1 itself there is none

def updates(distance, alpha):
    ...  # with the Huber loss: how many, until the error is at most 1
