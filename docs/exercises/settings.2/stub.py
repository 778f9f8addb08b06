from dataclasses import dataclass
from policywerk.lessons.experiment import Found, Given
from policywerk.lessons.settings import Config, setting
from policywerk.primitives.random import integer, stream

@dataclass(frozen=True)
class Dice(Config):
    throws: int = setting(6, "of one die")

rng = stream(4, "dice")

def throw(config, given):
    faces = [1 + integer(rng, 6) for _ in range(config.throws)]
    return Found(results={"total": sum(faces)}, series={"face": faces})

first, again = throw(Dice(), Given(seed=4)), throw(Dice(), Given(seed=4))
print(first == again)
print(first.series["face"], again.series["face"])
