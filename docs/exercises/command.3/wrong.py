from dataclasses import asdict, dataclass

from policywerk.lessons.settings import Config, setting

@dataclass(frozen=True)
class Dice(Config):
    throws: int = setting(6, "of one die", least=1)
    faces: int = setting(6, "of the die", choices=(4, 6, 20))

# gets: Nothing is unusual
def name(config, seed):  # all values, always
    values = [str(value) for value in asdict(config).values()]
    return "-".join([type(config).__name__.lower(), *values, "seed", str(seed)])

# gets: begin with the same letter
def name(config, seed):  # a letter for each setting
    usual = asdict(type(config)())
    unusual = [f"{key[0]}{value}" for key, value in asdict(config).items() if value != usual[key]]
    return "-".join([type(config).__name__.lower(), *unusual, "seed", str(seed)])

# gets: this name should stay
def name(config, seed):  # the place of a value tells which it is
    usual = asdict(type(config)())
    values = [str(value) for value in asdict(config).values()] if asdict(config) != usual else []
    return "-".join([type(config).__name__.lower(), *values, "seed", str(seed)])
