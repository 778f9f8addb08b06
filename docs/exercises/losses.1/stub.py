squared = None  # the best number for the squared error
huber = None  # the best number for Huber's loss, threshold 1
