"""Print a digest of where every optimizer goes, bit by bit.

Run by test_optimizers.py with other interpreters, so it needs no package but policywerk.
"""

import hashlib
import struct
from types import SimpleNamespace

from policywerk.building_blocks import optimizers as opt
from policywerk.building_blocks.schedules import linear_schedule
from policywerk.primitives.random import normal, stream


def digest():
    h = hashlib.sha256()
    schedule = linear_schedule(0.01, 0.0, 60)
    for rule in (opt.SGD(), opt.Momentum(0.9), opt.RMSProp(0.95, 0.01, 0.9),
                 opt.CentredRMSProp(0.95, 0.01), opt.Adam(), opt.LaProp()):
        rng = stream(1, "optimizer bits")
        ps = [SimpleNamespace(name=str(n), grads=[],
                              values=[[normal(rng, 0.0, 1.0) for _ in range(3)] for _ in range(n)])
              for n in (2, 1)]
        for update in range(50):
            for p in ps:
                p.grads = [[normal(rng, w, 1.0) for w in row] for row in p.values]
            opt.clip_adaptively(ps, 0.3)
            opt.clip_global_norm(ps, 0.5)
            rule.step(ps, schedule(update))
        for p in ps:
            for row in p.values:
                h.update(struct.pack("<3d", *row))
    return h.hexdigest()


if __name__ == "__main__":
    print(digest())
