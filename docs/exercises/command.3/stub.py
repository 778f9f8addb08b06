from dataclasses import asdict, dataclass
from policywerk.lessons.settings import Config, setting

@dataclass(frozen=True)
class Dice(Config):
    throws: int = setting(6, "of one die", least=1)
    faces: int = setting(6, "of the die", choices=(4, 6, 20))

def name(config, seed):
    """The name of a record: the experiment, what is not as usual, the seed."""
    usual = asdict(type(config)())
    unusual = [str(value) for key, value in asdict(config).items()
               if value != usual[key]]
    return "-".join([type(config).__name__.lower(), *unusual, "seed", str(seed)])

print(name(Dice(), 4), name(Dice(throws=2, faces=20), 4))
