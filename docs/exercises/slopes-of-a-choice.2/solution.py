def slope(s, u, k):
    return (1.0 - u) * s * (1.0 - s) / ((1.0 - u) * s + u / k)
