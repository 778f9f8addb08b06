def argmax(values):
    best, largest = 0, 0.0
    for i, value in enumerate(values):
        if value > largest:
            best, largest = i, value
    return best

print(argmax([1.0, 3.0, 2.0]), argmax([0.0, 0.0, 0.5]), argmax([-3.0, -1.0, -2.0]))
