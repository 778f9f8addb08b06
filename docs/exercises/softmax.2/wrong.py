# gets: three actions
small = "softmax"
large = "epsilon"

# gets: Does its chance change
small = "epsilon"
large = "softmax"
