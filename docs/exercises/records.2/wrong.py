import json
from dataclasses import asdict
from hashlib import sha256

# gets: JSON has no word for
def digest(record):
    return sha256(json.dumps(asdict(record), sort_keys=True).encode()).hexdigest()

# gets: within the results
def digest(record):  # the configuration alone
    parts = asdict(record)
    parts["config"] = dict(sorted(parts["config"].items()))
    return sha256(json.dumps(parts, allow_nan=False).encode()).hexdigest()

# gets: In a list the order matters
def digest(record):  # all characters in order
    text = "".join(sorted(json.dumps(asdict(record), allow_nan=False)))
    return sha256(text.encode()).hexdigest()
