from policywerk.data.values import canonical_json

# gets: and the digest does not
def differences(a, b, where=""):
    if isinstance(a, dict) and isinstance(b, dict):
        pairs = [(f"{where}/{k}", a.get(k), b.get(k)) for k in sorted({*a, *b})]
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        pairs = [(f"{where}/{i}", x, y) for i, (x, y) in enumerate(zip(a, b))]
    else:
        return [] if a == b else [where]
    return [path for name, x, y in pairs for path in differences(x, y, name)]

# gets: an entry that is missing
def differences(a, b, where=""):
    if isinstance(a, dict) and isinstance(b, dict):
        pairs = [(f"{where}/{k}", a.get(k), b.get(k)) for k in sorted({*a, *b})]
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        pairs = [(f"{where}/{i}", x, y) for i, (x, y) in enumerate(zip(a, b))]
    else:
        return [] if canonical_json(a) == canonical_json(b) else [where]
    return [path for name, x, y in pairs for path in differences(x, y, name)]

# gets: Go inside of lists
def differences(a, b, where=""):
    if isinstance(a, dict) and isinstance(b, dict):
        pairs = [(f"{where}/{k}", a.get(k), b.get(k)) for k in sorted({*a, *b})]
        return [path for name, x, y in pairs for path in differences(x, y, name)]
    return [] if canonical_json(a) == canonical_json(b) else [where]

# gets: look alike once
def differences(a, b, where=""):
    if isinstance(a, dict) and isinstance(b, dict):
        found = [f"{where}/{key}" for key in {*a} ^ {*b}]
        pairs = [(f"{where}/{key}", a[key], b[key]) for key in {*a} & {*b}]
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        found, pairs = [], [(f"{where}/{i}", x, y) for i, (x, y) in enumerate(zip(a, b))]
    else:
        return [] if str(a) == str(b) else [where]
    return found + [path for name, x, y in pairs for path in differences(x, y, name)]
