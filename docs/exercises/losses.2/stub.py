def huber_slope(error, threshold):
    return error if abs(error) <= threshold else threshold

number, targets = 0.0, [1.0, 2.0, 9.0]
for step in range(400):
    slopes = [huber_slope(number - y, 1.0) for y in targets]
    number -= 0.1 * sum(slopes) / len(slopes)

print(f"{number:.2f}")
