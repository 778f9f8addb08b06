def multiplications(m, units, blocks):
    ...  # of the two layers in blocks together, for one example: M, U and B
