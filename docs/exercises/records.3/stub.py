from dataclasses import asdict
from policywerk.data.record import Record

def differences(a, b, where=""):
    """Where two structures differ, as a list of paths like "/series/return/1"."""
    raise NotImplementedError

a = Record("01", "demo", {"gamma": 0.9}, 1, series={"return": [0.5, 0.25, 0.125]})
b = Record("01", "demo", {"gamma": 0.99}, 1, series={"return": [0.5, 0.2, 0.125]})
print(differences(asdict(a), asdict(b)))
