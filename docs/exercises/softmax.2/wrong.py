# gets: three exponentials
large = "softmax"
small = "softmax"

# gets: Does its chance change
large = "epsilon"
small = "epsilon"
