side = None  # pixels along one side of the new images
channels = None  # how many channels they have
numbers = None  # weights and biases of the layer
