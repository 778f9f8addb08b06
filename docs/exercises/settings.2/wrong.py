from dataclasses import dataclass

from policywerk.lessons.experiment import Found
from policywerk.lessons.settings import Config, setting
from policywerk.primitives.random import integer, stream

@dataclass(frozen=True)
class Dice(Config):
    throws: int = setting(6, "of one die")

# gets: the same dice fell
def throw(config, given):  # the line moved, and nothing else
    rng = stream(4, "dice")
    faces = [1 + integer(rng, 6) for _ in range(config.throws)]
    return Found(results={"total": sum(faces)}, series={"face": faces})

# gets: know of the first
streams = {}

def throw(config, given):  # one stream for each seed, kept
    rng = streams.setdefault(given.seed, stream(given.seed, "dice"))
    faces = [1 + integer(rng, 6) for _ in range(config.throws)]
    return Found(results={"total": sum(faces)}, series={"face": faces})

# gets: first three of six
def throw(config, given):  # a stream for each number of throws
    rng = stream(given.seed, f"dice {config.throws}")
    faces = [1 + integer(rng, 6) for _ in range(config.throws)]
    return Found(results={"total": sum(faces)}, series={"face": faces})
