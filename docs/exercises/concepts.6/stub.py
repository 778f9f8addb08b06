from policywerk.primitives.scalar import tanh

def slopes(w, b, x=2.0, target=1.0):
    y = tanh(w * x + b)
    slope_z = (y - target) * (1.0 - y)
    return slope_z * x, slope_z

print(slopes(0.5, -1.0))
print([f"{slope:.5f}" for slope in slopes(0.8, -1.0)])
