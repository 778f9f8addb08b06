value = None  # what the sum is, as a multiple of KL
before = None  # the slope with the belief before seeing, as a multiple of that of KL
after = None  # the slope with the belief after seeing, as a multiple of that of KL
