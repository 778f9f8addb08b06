def strides(length):
    walked, count = 0.0, 0
    while walked < 1.0:
        walked += length
        count += 1
    return count

print(strides(0.5), strides(0.25), strides(0.1))
