from policywerk.primitives.vector import dot, mean

def variance(x):
    """The mean squared distance of the entries from their mean."""
    middle = mean(x)
    return dot(x, x) / len(x) - middle * middle

for shift in (0.0, 1e8, 1.6e8):
    print(f"{variance([shift + 1.0, shift + 2.0, shift + 3.0]):.6g}")
