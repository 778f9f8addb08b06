large = "epsilon"
small = "softmax"
