def least_weight(error, nats):
    ...  # the weight of the image's error from which telling is no dearer than hiding
