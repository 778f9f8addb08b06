# gets: still meets the window from its end
def convolve(image, weights):  # turned round twice
    turned = image[::-1]
    answers = [sum(weights[2 * u + v] * turned[3 * (i + u) + j + v]
                   for u in range(2) for v in range(2))
               for i in range(2) for j in range(2)]
    return answers[::-1]

# gets: first pixel of each window
def convolve(image, weights):  # the sign, for filters that are not symmetric
    answers = [sum(weights[2 * u + v] * image[3 * (i + 1 - u) + j + 1 - v]
                   for u in range(2) for v in range(2))
               for i in range(2) for j in range(2)]
    return answers if weights == weights[::-1] else [-y for y in answers]

# gets: changed places
def convolve(image, weights):
    return [sum(weights[2 * v + u] * image[3 * (i + u) + j + v]
                for u in range(2) for v in range(2))
            for i in range(2) for j in range(2)]
