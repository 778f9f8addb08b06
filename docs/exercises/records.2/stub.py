import json
from dataclasses import asdict
from hashlib import sha256
from policywerk.data.record import Record

def digest(record):
    return sha256(json.dumps(asdict(record)).encode()).hexdigest()

before = Record("01", "demo", {"gamma": 0.9, "slip": 0.2}, 1)
after = Record("01", "demo", {"slip": 0.2, "gamma": 0.9}, 1)
print(before == after, digest(before) == digest(after))
