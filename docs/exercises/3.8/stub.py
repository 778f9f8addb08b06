def at_rest(n):
    ...  # the values of B, C and D, a list; n["BC"] is the number of steps from B to C
