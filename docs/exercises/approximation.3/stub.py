from policywerk.primitives.vector import dot

def updated(w, x, target, alpha):
    w = list(w)
    for i in range(len(w)):
        w[i] += alpha * (target - dot(w, x)) * x[i]
    return w

print([f"{v:.3f}" for v in updated([0.0, 0.0, 0.0], [0.0, 1.0, 0.0], target=2.0, alpha=0.5)])
print([f"{v:.3f}" for v in updated([0.0, 0.0, 0.0], [1.0, 1.0, 1.0], target=1.0, alpha=0.5)])
