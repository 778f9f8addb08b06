from dataclasses import dataclass
from policywerk.actors.bellman import Sweeping, value_iteration
from policywerk.lessons.experiment import Found
from policywerk.lessons.settings import Config, setting
from policywerk.world.gridworld import GridWorld

@dataclass(frozen=True)
class Order(Config):
    """Sweep in one order, or in place."""
    in_place: bool = setting(False, "whether new values are used at once")
    slip: float = setting(0.2, "probability that a move goes astray", least=0.0, most=1.0)

def order_experiment(config, given):
    """Plan with gamma 0.9 to 1e-9; found are "sweeps" and "backups", and the series "change"."""
    raise NotImplementedError
