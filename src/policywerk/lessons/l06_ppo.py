"""Lesson 06, PPO: policies for worlds whose actions are numbers.

`Control` trains agents in one of four worlds and judges them at the end, with any of the
objectives that the paper compared and with the details that programs add.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Callable, Dict, Iterator, List, Mapping, Tuple

from policywerk.actors.actor_critic import (
    CategoricalActor,
    GaussianActor,
    actor_of,
    categorical_actor,
    critic,
    gaussian_actor,
)
from policywerk.actors.ppo import PPO, Metrics, PPODiverged, PPOSettings, iterate
from policywerk.actors.surrogates import VARIANTS
from policywerk.building_blocks.environments import Environment
from policywerk.building_blocks.grad import Parameter, tanh
from policywerk.building_blocks.network import mlp
from policywerk.building_blocks.optimizers import Adam
from policywerk.building_blocks.schedules import linear_schedule
from policywerk.building_blocks.spaces import Box
from policywerk.building_blocks.work import multiply_adds
from policywerk.data.published import published
from policywerk.data.record import Comparison, Evidence, Record
from policywerk.data.statistics import bootstrap_interval
from policywerk.data.values import Json, items, number, numbers, text
from policywerk.data.weights import rounded
from policywerk.lessons.experiment import Experiment, Found, Given, Records, Run, Study
from policywerk.lessons.l06_scenes import Moved, scene
from policywerk.lessons.l06_worlds import (
    JUDGED_BY,
    UNTAUGHT,
    UNTAUGHT_RUNS,
    WORLDS,
    OneEnd,
    Untaught,
    judge,
    size,
)
from policywerk.lessons.settings import Config, RequestError, setting
from policywerk.lessons.stepwise import Stepwise
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.random import Stream, stream
from policywerk.primitives.scalar import INFINITY, clip
from policywerk.primitives.vector import concatenate, mean

NUMBER = "06"
HIDDEN = [32, 32]  # neurons of the hidden layers, of actor and critic alike
LAST = 100  # episodes of training whose mean the paper compared


@dataclass(frozen=True)
class Control(Config):
    """Learn to control a world by proximal policy optimisation."""

    world: str = setting("point mass", "what is controlled", choices=tuple(WORLDS))
    variant: str = setting("clipping", "what holds the policy back", choices=tuple(VARIANTS))
    steps: int = setting(10240, "actions in training", least=1)
    horizon: int = setting(512, "steps of an iteration", least=1)
    minibatch: int = setting(64, "steps of an update", least=1)
    epochs: int = setting(10, "how often each step is learned from", least=1)
    gamma: float = setting(0.98, "discount per step", least=0.0, most=1.0)
    lam: float = setting(0.95, "trace decay of the advantages", least=0.0, most=1.0)
    clip_range: float = setting(0.2, "how far a ratio may move", least=0.0)
    beta: float = setting(1.0, "weight of the KL penalty, to begin with", least=0.0)
    kl_target: float = setting(0.01, "nats, for a penalty that adapts", least=0.0)
    kl_stop: float = setting(0.0, "no further epoch after one beyond it, in nats; 0 for never",
                             least=0.0)
    alpha: float = setting(0.001, "first step size", least=0.0)
    falling: bool = setting(True, "whether the step size falls to 0 in a line")
    normalise: bool = setting(True, "whether advantages are shifted and scaled")
    entropy_weight: float = setting(0.0, "what a nat of entropy is worth", least=0.0)
    value_clip: float = setting(0.0, "how far a value may move; 0 for anywhere", least=0.0)
    gradient_limit: float = setting(0.5, "the longest gradient; 0 for any", least=0.0)
    first_weights: str = setting("orthogonal", "how they are drawn",
                                 choices=("orthogonal", "glorot"))
    clock: str = setting("truncates", "what the end of its time does to an episode",
                         choices=("truncates", "terminates"))
    scored: str = setting("as drawn", "whose log-probability counts",
                          choices=("as drawn", "as clipped"))
    film: bool = setting(True, "keep what a film shows")


class Clipper(PPO):
    """An agent that takes the clipped action for the one it drew: a mistake, to be measured."""

    def act(self, observation: Any, rng: Stream) -> Any:
        """An action, drawn and clipped; its log-probability will be that of another draw."""
        space = self.environment.action_space
        drawn = super().act(observation, rng)
        if not isinstance(space, Box):
            return drawn
        return [clip(entry, space.low, space.high) for entry in drawn]


# ---------------------------------------------------------------- agents


def settings_for(config: Control) -> PPOSettings:
    """The settings of an agent, from those of an experiment."""
    iterations = config.steps // config.horizon
    return PPOSettings(
        VARIANTS[config.variant],
        linear_schedule(config.alpha, 0.0 if config.falling else config.alpha, iterations),
        config.horizon, config.minibatch, config.epochs, config.gamma, config.lam,
        config.clip_range, config.beta, config.kl_target,
        entropy_weight=config.entropy_weight, normalise=config.normalise,
        gradient_limit=config.gradient_limit or INFINITY,
        value_clip=config.value_clip or None, kl_stop=config.kl_stop or INFINITY,
    )


def new_agent(config: Control, seed: int) -> PPO:
    """An agent that knows nothing, at its first start."""
    world: Environment = WORLDS[config.world]()
    sees, does = size(world.observation_space), size(world.action_space)
    sizes, rng = [sees, *HIDDEN, does], stream(seed, "weights")
    acts = isinstance(world.action_space, Box)
    if config.first_weights == "orthogonal":
        actor = gaussian_actor(sizes, rng) if acts else categorical_actor(sizes, rng)
        judgement = critic([sees, *HIDDEN, 1], rng)
    else:
        network = mlp("actor", sizes, rng, tanh)
        log_sd = Parameter("actor.log_sd", [[0.0] * does])
        actor = GaussianActor(network, log_sd) if acts else CategoricalActor(network)
        judgement = mlp("critic", [sees, *HIDDEN, 1], rng, tanh)
    if config.clock == "terminates":
        world = OneEnd(world)
    settings, kind = settings_for(config), Clipper if config.scored == "as clipped" else PPO
    observation, _ = world.reset(seed=seed)
    return kind(settings, actor, judgement, Adam(tiny=1e-5), world, observation,
                stream(seed, "acting"), stream(seed, "shuffling"), settings.beta)


# ---------------------------------------------------------------- a run, step by step


@dataclass
class Learner:
    """An agent on its way, and what is kept of it."""

    agent: PPO
    returns: List[float] = field(default_factory=list)  # of episodes that ended
    ends: List[float] = field(default_factory=list)  # the steps done when their iteration was
    marks: Dict[str, List[float]] = field(default_factory=dict)  # one an iteration
    moved: Moved = field(default_factory=list)  # ratios and advantages of the last iteration
    scenes: List[Dict[str, Json]] = field(default_factory=list)  # for the film
    diverged: str = ""


@dataclass
class Training:
    """Some agents on their way, side by side; a step is an iteration of each."""

    config: Control
    learners: List[Learner]
    steps: int
    step: int = 0
    work: int = 0  # multiply-adds, acting included, judging not
    digests: Dict[str, str] = field(default_factory=dict)

    @property
    def merit(self) -> str:
        """The mean return of the first agent's last ten episodes."""
        last = self.learners[0].returns[-10:]
        return f"return {mean(last):.2f}" if last else ""

    @property
    def filmed(self) -> bool:
        """Whether scenes are kept: of the point mass, where a run has one agent."""
        config = self.config
        return config.film and config.world == "point mass" and len(self.learners) == 1


def begin(config: Control, given: Given) -> Training:
    """An agent for each seed."""
    iterations = config.steps // config.horizon
    if iterations < 1:
        raise RequestError(f"{config.steps} steps are less than one iteration, "
                           f"whose horizon is {config.horizon}")
    training = Training(config, [Learner(new_agent(config, seed)) for seed in given.each_seed],
                        iterations)
    look(training)
    return training


def advance(training: Training) -> Training:
    """One iteration of each agent that has not run away."""
    before = multiply_adds()
    training.step += 1
    for learner in training.learners:
        if not learner.diverged:
            learn(learner, float(training.step * training.config.horizon))
    training.work += multiply_adds() - before
    look(training)
    return training


def learn(learner: Learner, done: float) -> None:
    """One iteration of one agent, after which so many steps are done."""
    try:
        metrics = iterate(learner.agent)
    except PPODiverged as problem:
        learner.diverged = str(problem)
        return
    learner.returns += [end.earned for end in metrics.ended]
    learner.ends += [done] * len(metrics.ended)
    learner.moved = list(zip(metrics.ratios, metrics.advantages))
    for name, value in marks_of(metrics).items():
        learner.marks.setdefault(name, []).append(value)


def marks_of(metrics: Metrics) -> Dict[str, float]:
    """What is kept of an iteration."""
    return {**metrics.measured._asdict(), "kl": metrics.kl, "beta": metrics.beta,
            "explained variance": metrics.explained_variance, "epochs": float(metrics.epochs)}


def look(training: Training) -> None:
    """Keep what a film shows of the agent as it is now, if it is to."""
    if not training.filmed:
        return
    for learner in training.learners:
        if not learner.diverged:
            learner.scenes.append(scene(
                learner.agent.actor, training.step * training.config.horizon, learner.moved))


# ---------------------------------------------------------------- how it ended


def found(training: Training) -> Found:
    """How the agents act in the end, with their weights as they are published.

    One that diverged has no end, and is not judged: the results say where it stopped. One
    of whose episodes none ended has no last ones.
    """
    results: Dict[str, Json] = {
        "multiply_adds": training.work,
        "diverged": [learner.diverged for learner in training.learners],
        "last": [mean(learner.returns[-LAST:]) for learner in training.learners
                 if learner.returns],
    }
    ended = [learner for learner in training.learners if not learner.diverged]
    weights = [rounded({p.name: p.values for p in learner.agent.actor.parameters()})
               for learner in ended]
    outcomes = [judge(WORLDS[training.config.world](), greedy(each)) for each in weights]
    results["greedy"] = [mean([each.earned for each in of_seed]) for of_seed in outcomes]
    results["least"] = [min(each.earned for each in of_seed) for of_seed in outcomes]
    results["steps"] = [mean([float(each.steps) for each in of_seed]) for of_seed in outcomes]
    results["terminated"] = [mean([float(each.terminated) for each in of_seed])
                             for of_seed in outcomes]
    if len(training.learners) > 1:
        return Found(results, curves(training))
    learner = training.learners[0]
    series = {"return": learner.returns, "end": learner.ends, **learner.marks}
    return Found(results, series, learner.scenes, weights=weights[0] if weights else {})


def greedy(weights: Mapping[str, Matrix]) -> Callable[[Any], Any]:
    """Acting by the likeliest action of the actor with these weights."""
    actor = actor_of(weights)
    return lambda observation: actor.likeliest(actor.beliefs([observation]))[0]


def curves(training: Training) -> Dict[str, List[float]]:
    """For each agent, of each iteration in which an episode ended, their mean return; and KL."""
    series: Dict[str, List[float]] = {}
    for i, learner in enumerate(training.learners):
        ends = sorted(set(learner.ends))
        series[f"return {i}"] = [
            mean([earned for earned, at in zip(learner.returns, learner.ends) if at == end])
            for end in ends]
        series[f"end {i}"] = ends
        series[f"kl {i}"] = learner.marks.get("kl", [])
    return series


def learnt(training: Training) -> Json:
    """The numbers that training changes; none of an agent that has run away."""
    return [[p.values for p in learner.agent.parameters()]
            for learner in training.learners if not learner.diverged]


CONTROL = Stepwise(begin, advance, found, learnt, segment=2)


# ---------------------------------------------------------------- what is asked


BASE = Control()  # the point mass
BALANCE = Control(world="balance", steps=20480, film=False)
CART_POLE = Control(world="cart-pole", steps=30720, film=False)
PENDULUM = Control(world="pendulum", steps=61440, horizon=1024, gamma=0.9, alpha=0.002,
                   kl_stop=0.05, film=False)
THINNER: Dict[str, Control] = {"point mass": replace(BASE, film=False), "balance": BALANCE}

TABLE: Dict[str, Dict[str, Any]] = {  # the paper's table 1, in its order
    "no clipping": {"variant": "no clipping"},
    "clipping, 0.1": {"clip_range": 0.1},
    "clipping, 0.2": {},
    "clipping, 0.3": {"clip_range": 0.3},
    "adaptive KL, 0.003": {"variant": "adaptive KL", "kl_target": 0.003},
    "adaptive KL, 0.01": {"variant": "adaptive KL", "kl_target": 0.01},
    "adaptive KL, 0.03": {"variant": "adaptive KL", "kl_target": 0.03},
    "fixed KL, 0.3": {"variant": "fixed KL", "beta": 0.3},
    "fixed KL, 1": {"variant": "fixed KL", "beta": 1.0},
    "fixed KL, 3": {"variant": "fixed KL", "beta": 3.0},
    "fixed KL, 10": {"variant": "fixed KL", "beta": 10.0},
}
ABLATIONS: Dict[str, Dict[str, Any]] = {
    "advantages as they are": {"normalise": False},
    "clock terminates": {"clock": "terminates"},
    "scored as clipped": {"scored": "as clipped"},
    "1 epoch": {"epochs": 1},
    "3 epochs": {"epochs": 3},
    "30 epochs": {"epochs": 30},
    "30 epochs, no clipping": {"epochs": 30, "variant": "no clipping"},
    "lambda 0": {"lam": 0.0},
    "lambda 0.5": {"lam": 0.5},
    "lambda 1": {"lam": 1.0},
    "plain first weights": {"first_weights": "glorot"},
    "steady step size": {"falling": False},
    "gradients of any length": {"gradient_limit": 0.0},
    "value clip": {"value_clip": 0.2},
}
BALANCED = ("clock terminates", "advantages as they are", "scored as clipped")


def comparisons() -> Iterator[Tuple[str, Control]]:
    """All groups of runs that are compared with the usual settings, by name."""
    for world, usual in THINNER.items():
        for name, change in TABLE.items():
            if change:
                yield f"{world}, {name}", replace(usual, **change)
        for name, change in ABLATIONS.items():
            if world == "point mass" or name in BALANCED:
                yield f"{world}, {name}", replace(usual, **change)


EACH: Dict[str, Tuple[Control, int]] = {  # a record for each seed
    "point mass": (BASE, 10),
    "balance": (BALANCE, 10),
    "cart-pole": (CART_POLE, 5),
    "pendulum": (PENDULUM, 3),
}
COMPARED = dict(comparisons())  # a record for ten seeds together
SEEDS = 10
FILMED = 4  # the seed in the middle of ten: fifth from below by its mean training return


def run_of(world: str, seed: int) -> Run:
    """The run of a world's usual settings with this seed."""
    config, tier = EACH[world][0], "figures" if world == "point mass" else "evidence"
    return Run(config, seed, tier=tier, keeps=kept(world, seed))


def kept(world: str, seed: int) -> str:
    """Under which name the weights of a run come with the package, if they do."""
    if world == "point mass":
        return "06-pointmass" if seed == FILMED else ""
    if world == "balance":
        return "06-balance" if seed == 0 else ""
    return f"06-{world}-{seed}"


def compared(group: str) -> Run:
    """The run of a group that is compared with the usual settings."""
    return Run(COMPARED[group], seeds=SEEDS, tier="evidence")


def records_of(records: Records, group: str) -> List[Record]:
    """The records of a group that there are: one a seed, or one for all seeds."""
    runs = ([run_of(group, seed) for seed in range(EACH[group][1])] if group in EACH
            else [compared(group)])
    return [record for record in map(records.find, runs) if record is not None]


def outcomes_of(records: Records, group: str, name: str) -> List[float]:
    """One of the results of a group, for each seed that did not run away."""
    return concatenate([numbers(record.results[name]) for record in records_of(records, group)])


def group_name(world: str, name: str) -> str:
    """The group of a row of TABLE or ABLATIONS in a world; no change is the world's own."""
    return world if not TABLE.get(name, {"changed": True}) else f"{world}, {name}"


def scores(records: Records, world: str) -> Dict[str, List[float]]:
    """The mean of the last 100 episodes of training, 0 for chance and 1 for the best run.

    (Schulman et al. 2017, section 6.1; rows of TABLE whose runs there are)
    """
    untaught = records.find(Run(Untaught(world)))
    raw = {name: outcomes_of(records, group_name(world, name), "last") for name in TABLE}
    if untaught is None or not any(raw.values()):
        return {}
    zero, best = mean(numbers(untaught.results["random"])), max(concatenate(list(raw.values())))
    return {name: [(x - zero) / (best - zero) for x in each] for name, each in raw.items() if each}


def both_worlds(records: Records) -> Dict[str, List[float]]:
    """The scores of each row of TABLE, mean over the two worlds, seed by seed."""
    of_worlds = [scores(records, world) for world in THINNER]
    return {name: [mean(list(pair)) for pair in zip(*(each[name] for each in of_worlds))]
            for name in TABLE if all(name in each for each in of_worlds)}


RESULTS = ("greedy", "least", "steps", "terminated", "last")


def summarise(records: Records) -> Evidence:
    """What every group comes to, seed by seed, and the paper's comparison made here."""
    samples: Dict[str, List[float]] = {}
    for group in (*EACH, *COMPARED):
        for name in RESULTS:
            found_here = outcomes_of(records, group, name)
            if found_here:
                samples[f"{group}, {name}"] = found_here
    for world in THINNER:
        for name, each in scores(records, world).items():
            samples[f"{world}, {name}, score"] = each
    table = both_worlds(records)
    samples.update({f"{name}, score": each for name, each in table.items()})
    for config, record in records.each(Untaught):
        samples.update({f"{config.world}, {name}": numbers(each)
                        for name, each in record.results.items()})
    rng = stream(0, "bootstrap")
    intervals = {name: bootstrap_interval(each, rng)
                 for name, each in samples.items() if len(each) > 1}
    printed = published("ppo_table_1")
    return Evidence(
        lesson=NUMBER,
        seeds=list(range(SEEDS)),
        samples=samples,
        intervals=intervals,
        expected={},
        comparisons=[Comparison("score of each objective (table 1)",
                                {name: mean(each) for name, each in table.items()},
                                printed.value, printed.source)],
    )


def control_in_words(record: Record) -> List[str]:
    """Returns on the way, and how the final weights act."""
    results, lines = record.results, []
    if "return" in record.series:
        earned = list(zip(record.series["end"], record.series["return"]))
        for end in sorted({at for at, _ in earned}):
            of_these = [each for at, each in earned if at == end]
            lines.append(f"  after {int(end):6} steps   {len(of_these):3} episodes ended, "
                         f"mean return {mean(of_these):8.2f}")
    lines += ["", f"{number(results['multiply_adds']) / 1e9:.2f} billion multiply-adds"]
    lines += [f"it ended early: {text(each)}"
              for each in items(results["diverged"]) if text(each)]
    lines += [f"likeliest actions, {JUDGED_BY} episodes: mean return {earned:.3f}, "
              f"the least {least:.3f}, {steps:.1f} steps, {100.0 * share:.0f} % terminated"
              for earned, least, steps, share in zip(*(
                  numbers(results[name]) for name in RESULTS[:4]))]
    return lines


SHOWN = run_of("point mass", FILMED)
STUDY = Study(
    lesson=NUMBER,
    experiments=(Experiment(Control, CONTROL, control_in_words), UNTAUGHT),
    runs=(
        *[run_of(world, seed) for world, (_, seeds) in EACH.items() for seed in range(seeds)],
        *UNTAUGHT_RUNS,
        *map(compared, COMPARED),
    ),
    default=SHOWN,
    summarise=summarise,
)
