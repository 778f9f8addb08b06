good = 26.27
worn = 18.64
far = "repair"
near = "ride"
