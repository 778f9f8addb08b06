from dataclasses import dataclass
from time import perf_counter
from policywerk.actors.bellman import Sweeping, value_iteration
from policywerk.lessons.experiment import Found
from policywerk.lessons.settings import Config, setting
from policywerk.world.gridworld import GridWorld

@dataclass(frozen=True)
class Order(Config):
    """Sweep in one order, or in place."""
    in_place: bool = setting(False, "whether new values are used at once")
    slip: float = setting(0.2, "probability that a move goes astray", least=0.0, most=1.0)

# gets: Who is told
def order_experiment(config, given):
    plan = value_iteration(GridWorld(slip=config.slip).P, Sweeping(0.9, 1e-9))
    return Found({"sweeps": len(plan.changes), "backups": plan.backups}, {"change": plan.changes})

# gets: that was asked for
def order_experiment(config, given):
    plan = value_iteration(GridWorld(slip=0.2).P, Sweeping(0.9, 1e-9, config.in_place))
    return Found({"sweeps": len(plan.changes), "backups": plan.backups}, {"change": plan.changes})

# gets: What is not the same
def order_experiment(config, given):
    begun = perf_counter()
    plan = value_iteration(GridWorld(slip=config.slip).P, Sweeping(0.9, 1e-9, config.in_place))
    return Found({"sweeps": len(plan.changes), "backups": plan.backups,
                  "seconds": perf_counter() - begun}, {"change": plan.changes})
