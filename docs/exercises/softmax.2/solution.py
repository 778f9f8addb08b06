small = "epsilon"
large = "epsilon"
