"""The animation of lesson 03: TD(lambda) and Monte Carlo learn from the same random walks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from figures.movie import frames_of
from figures.palette import (
    GOAL,
    INK,
    OURS,
    PAPER,
    REFERENCE,
    SECOND,
    TRACE,
    TRUTH,
    WALL,
    mixed,
)
from figures.style import quiet_grid
from figures.typefaces import CODE
from policywerk.building_blocks.traces import accumulate, fade
from policywerk.data.record import Evidence, Record
from policywerk.data.values import Json, items, number, numbers, whole
from policywerk.lessons.l03_td_learner import Film, Race, rms_error
from policywerk.lessons.settings import config_of
from policywerk.world.random_walk import LETTERS, RandomWalk

FRAMES_A_SECOND = 20
MIDDLE = 3  # state D, where walks begin
SLOWEST = 2  # walks of which every step can be followed
SINGLE = 15  # walks until which each stays for a while

Values = Sequence[float]  # of the states B to F


@dataclass(frozen=True)
class Moment:
    """What happened at a step of a walk, or in a whole walk."""

    walk: int  # counted from 1; 0 before the first
    pace: str  # what the film says about its speed
    come: int  # the state the walker leaves
    go: int  # the state it enters
    trace: Values
    td: tuple[Values, Values]  # before and after
    mc: tuple[Values, Values]
    time: float  # walks until now, counting parts
    error: tuple[float, float]  # of TD and Monte Carlo, afterwards
    worked: tuple[str, ...] = ()  # the update in numbers
    path: tuple[int, ...] = ()  # all states of a whole walk


@dataclass(frozen=True)
class Scene:
    """What one frame shows."""

    moment: int
    blend: float  # 0 shows the values before the moment, 1 those after it


# ---------------------------------------------------------------- what happened


Snapshot = Mapping[str, Json]  # of a step or of a whole walk, as the record has it


def moments_of(record: Record) -> list[Moment]:
    """The whole film: every step of the first walks, then whole walks."""
    config = config_of(Film, record)
    start = [config.start] * 5
    moments = [Moment(0, "", MIDDLE, MIDDLE, [0.0] * 5, (start, start), (start, start), 0.0,
                      errors(start, start), FIRST_WORDS)]
    paths = {whole(snapshot["episode"]): path_of(snapshot) for snapshot in record.snapshots
             if "states" in snapshot}
    for snapshot in record.snapshots:
        before = moments[-1]
        if "t" in snapshot:
            path = paths[whole(snapshot["episode"])]
            moments.append(step_moment(snapshot, path, before, config))
        else:
            moments.append(walk_moment(snapshot, before, config))
    return moments


def path_of(snapshot: Snapshot) -> list[int]:
    """The states that a whole walk passed."""
    return [whole(state) for state in items(snapshot["states"])]


FIRST_WORDS = (
    "Every value begins at one half.", "", "Both learn from the same walks.",
    "TD changes values at every step.", "Monte Carlo waits until the end.",
)
WHOLE = ("The walk, and the trace at its end:",)


def step_moment(
    snapshot: Snapshot, path: list[int], before: Moment, config: Film
) -> Moment:
    """One step, with the update of TD(lambda) worked out."""
    episode, t = whole(snapshot["episode"]), whole(snapshot["t"])
    come = path[t]
    go = path[t + 1] if t + 1 < len(path) else ending(come)
    old, new, mc = before.td[1], numbers(snapshot["td"]), numbers(snapshot["mc"])
    return Moment(
        walk=episode + 1,
        pace="every step, slowly" if episode < SLOWEST else "every step, faster",
        come=come, go=go, trace=numbers(snapshot["trace"]), td=(old, new), mc=(mc, mc),
        time=episode + (t + 1) / len(path), error=errors(new, mc),
        worked=td_worked(snapshot, go, old, config),
    )


def walk_moment(snapshot: Snapshot, before: Moment, config: Film) -> Moment:
    """The end of a walk whose steps were shown, or a whole walk."""
    walk, path = whole(snapshot["episode"]) + 1, path_of(snapshot)
    td, mc = numbers(snapshot["td"]), numbers(snapshot["mc"])
    followed = before.walk == walk
    end = ending(path[-1])
    return Moment(
        walk=walk,
        pace=before.pace if followed else
        "now a whole walk at a time" if walk <= SINGLE else "a whole walk at a time, faster",
        come=end, go=end,
        trace=before.trace if followed else trace_after(path, config.lam),
        td=(before.td[1], td), mc=(before.mc[1], mc), time=float(walk), error=errors(td, mc),
        worked=WHOLE if not followed else
        mc_worked(path, number(snapshot["outcome"]), before.mc[1], mc, config),
        path=() if followed else (*path, end),
    )


def ending(last: int) -> int:
    """The end beside the last state passed."""
    return 0 if last == 1 else len(LETTERS) - 1


def trace_after(path: list[int], lam: float) -> Values:
    """The trace at the end of a walk."""
    trace = [0.0] * len(LETTERS)
    for state in path:
        fade(trace, lam)
        accumulate(trace, [(state, 1.0)])
    return trace[1:-1]


def errors(td: Values, mc: Values) -> tuple[float, float]:
    """RMS errors of both learners."""
    truth = RandomWalk().true_values()
    return rms_error([0.0, *td, 0.0], truth), rms_error([0.0, *mc, 0.0], truth)


def td_worked(snapshot: Snapshot, go: int, old: Values, config: Film) -> tuple[str, ...]:
    """A step of TD(lambda) in numbers: its error, and the two values with most trace."""
    come, delta, alpha = whole(snapshot["state"]), number(snapshot["delta"]), config.alpha
    trace, new = numbers(snapshot["trace"]), numbers(snapshot["td"])
    reward = 1 if go == len(LETTERS) - 1 else 0
    inside = 0 < go < len(LETTERS) - 1
    after = f"v({LETTERS[go]})" if inside else "0"
    here = LETTERS[come]
    later = f"{old[go - 1]:.3f}" if inside else "0"
    lines = [
        f"TD, a step from {here} to {LETTERS[go]}:",
        f"δ  = {reward} + {after} − v({here})",
        f"   = {reward} + {later} − {old[come - 1]:.3f} = {signed(delta, 3)}",
        f"αδ = {alpha:g} × {signed(delta, 3)} = {signed(alpha * delta, 4)}",
    ]
    others = sorted((i for i in range(5) if trace[i] > 0.0 and i != come - 1),
                    key=lambda i: -trace[i])
    for i in [come - 1, *others[:1]]:
        change = f"{'−' if delta < 0.0 else '+'} {abs(alpha * delta):.4f} × {trace[i]:.2f}"
        lines.append(f"v({LETTERS[i + 1]}) ← {old[i]:.3f} {change} = {new[i]:.3f}")
    return tuple(lines)


def signed(value: float, digits: int) -> str:
    """A number with a true minus sign, and none before zero."""
    text = f"{value:.{digits}f}"
    return text.lstrip("-") if float(text) == 0.0 else text.replace("-", "−")


def mc_worked(
    path: list[int], outcome: float, old: Values, new: Values, config: Film
) -> tuple[str, ...]:
    """What Monte Carlo does when a walk has ended."""
    last, z = path[-1], f"{outcome:g}"
    visits = path.count(last)
    times = "once" if visits == 1 else f"{visits} times"
    return (
        f"The walk has ended at {LETTERS[ending(last)]}: outcome {z}.",
        "Now Monte Carlo learns too:",
        "for every visit to a state s,",
        f"v(s) ← v(s) + {config.alpha_mc:g} × ({z} − v(s))",
        "",
        f"{LETTERS[last]}, passed {times}: {old[last - 1]:.3f} → {new[last - 1]:.3f}",
    )


def scenes(moments: list[Moment]) -> Iterator[Scene]:
    """How long each moment is shown."""
    for index, moment in enumerate(moments):
        fade_in, hold = timing(moment, moments[max(index - 1, 0)])
        yield from (Scene(index, (frame + 1) / fade_in) for frame in range(fade_in))
        yield from [Scene(index, 1.0)] * hold
    yield from [Scene(len(moments) - 1, 1.0)] * (3 * FRAMES_A_SECOND)


def timing(moment: Moment, before: Moment) -> tuple[int, int]:
    """Frames in which a moment's change is made, and in which the picture then stands."""
    if moment.walk == 0:
        return 1, 34
    if moment.walk <= SLOWEST:
        quiet = max(abs(a - b) for values in (moment.td, moment.mc) for a, b in zip(*values))
        return (5, 7) if quiet < 5e-4 else (6, 14)
    if not moment.path:
        return (4, 4) if moment.come != moment.go else (4, 8)
    return (3, 5) if moment.walk <= SINGLE else (1, 1)


# ---------------------------------------------------------------- the film


class WalkFilm:
    """The walk and one update (left), values (right), errors (below)."""

    def __init__(self, shown: Record, race: Record, evidence: Evidence) -> None:
        self.moments = moments_of(shown)
        self.figure = Figure(figsize=(9.6, 7.2), dpi=100)
        add_axes = self.figure.add_axes
        config = config_of(Film, shown)
        self.walk = WalkPane(add_axes((0.012, 0.395, 0.5, 0.6)), config.episodes)
        self.values = ValuesPane(add_axes((0.575, 0.45, 0.415, 0.485)), config.lam)
        self.errors = ErrorsPane(add_axes((0.065, 0.09, 0.91, 0.25)), self.moments, shown.seed,
                                 race, evidence)
        self.animated: list[Artist] = [
            *self.walk.animated, *self.values.animated, *self.errors.animated,
        ]
        self.scenes = list(scenes(self.moments))

    def frames(self) -> list[Callable[[], None]]:
        """One function a frame, the same one while a scene is held."""
        return frames_of(self.scenes, self.show)

    def frame_of(self, walk: int, step: int) -> int:
        """The number of the first frame that shows a step (from 0) of a walk, complete."""
        first = next(i for i, moment in enumerate(self.moments) if moment.walk == walk)
        return self.scenes.index(Scene(first + step, 1.0))

    def show(self, scene: Scene) -> None:
        """Set every artist to one scene."""
        moment = self.moments[scene.moment]
        self.walk.show(moment, scene.blend)
        self.values.show(moment, scene.blend)
        self.errors.show(scene.moment)


class WalkPane:
    """Seven states with the walker and its trace; below, an update in numbers or a path."""

    WIDTH, HEIGHT = 480.0, 432.0  # pixels, so that circles are round
    ROW, RADIUS, GAP = 304.0, 25.0, 67.0

    def __init__(self, axes: Axes, walks: int) -> None:
        self.axes, self.walks = axes, walks
        axes.set(xlim=(0, self.WIDTH), ylim=(0, self.HEIGHT))
        axes.axis("off")
        self.title = axes.text(4, 415, "", fontsize=16.5, va="center")
        self.pace = axes.text(4, 387, "", fontsize=15.5, va="center", color=REFERENCE)
        self._row()
        self.halos = [Circle((self.x(state), self.ROW), self.RADIUS, linewidth=0)
                      for state in range(1, 6)]
        self.faces = [Circle((self.x(state), self.ROW), self.RADIUS, edgecolor=WALL, linewidth=1.5)
                      for state in range(1, 6)]
        self.walker = Circle((0, 0), self.RADIUS + 5, fill=False, edgecolor=INK, linewidth=4.5)
        for patch in (*self.halos, *self.faces, self.walker):
            axes.add_patch(patch)
        self.letters = [axes.text(self.x(state), self.ROW, LETTERS[state], fontsize=18.5,
                                  ha="center", va="center") for state in range(1, 6)]
        self.numbers = [axes.text(self.x(state), 252, "", fontsize=16.5, ha="center", va="center")
                        for state in range(1, 6)]
        self.lines = [axes.text(4, 203 - 31 * line, "", va="center", fontsize=16,
                                family=CODE) for line in range(6)]
        (self.path,) = axes.plot([], [], color=INK, linewidth=1.8, marker="o", markersize=4.5)
        self.animated: list[Artist] = [
            self.title, self.pace, *self.halos, *self.faces, *self.letters, *self.numbers,
            self.walker, *self.lines, self.path,
        ]

    def x(self, state: float) -> float:
        """Where a state stands."""
        return 36.0 + self.GAP * state

    def _row(self) -> None:
        last = len(LETTERS) - 1
        self.axes.plot([self.x(0), self.x(last)], [self.ROW] * 2, color=REFERENCE, linewidth=2)
        for state, colour, on_it, pays in ((0, WALL, PAPER, "pays 0"),
                                           (last, GOAL, INK, "pays 1")):
            self.axes.add_patch(Circle((self.x(state), self.ROW), self.RADIUS, facecolor=colour,
                                       zorder=3))
            self.axes.text(self.x(state), self.ROW, LETTERS[state], color=on_it, fontsize=18.5,
                           ha="center", va="center", zorder=4)
            self.axes.text(self.x(state), self.ROW + 43, pays, fontsize=15.5, ha="center",
                           va="center")
        self.axes.text(self.x(0), 252, "trace", fontsize=16.5, ha="center", va="center",
                       color=INK)

    def show(self, moment: Moment, blend: float) -> None:
        """The walker on its way, the trace as glow, and the numbers or the path."""
        self.title.set_text(f"Walk {moment.walk} of {self.walks}" if moment.walk
                            else "Before the first walk")
        self.pace.set_text(moment.pace)
        self.walker.center = (self.x(moment.come + blend * (moment.go - moment.come)), self.ROW)
        for mark, halo, face, told in zip(moment.trace, self.halos, self.faces, self.numbers):
            glow = min(mark / 2.0, 1.0)
            halo.set_radius(self.RADIUS + 13 * glow)
            halo.set_facecolor((*to_rgb(TRACE), 0.45 * (mark > 0.0)))
            face.set_facecolor(mixed(TRACE, glow))
            told.set_text(f"{mark:.2f}" if mark else "0")
        for line, text in zip(self.lines, [*moment.worked, *[""] * 6]):
            line.set_text(text)
        down = min(28.0, 170.0 / max(len(moment.path), 1))
        self.path.set_data([self.x(state) for state in moment.path],
                           [178 - down * t for t in range(len(moment.path))])


class ValuesPane:
    """A pair of bars for each state, and its true value as a dashed line."""

    def __init__(self, axes: Axes, lam: float) -> None:
        quiet_grid(axes)
        axes.grid(False, axis="x")
        axes.set(xlim=(-0.5, 4.5), ylim=(0, 1.0), xticks=range(5), yticks=[0, 0.5, 1])
        axes.set_xticklabels(LETTERS[1:-1], fontsize=16.5)
        axes.tick_params(axis="y", labelsize=15.5)
        axes.tick_params(axis="x", length=0)
        axes.set_title("Predicted chance to end at G", fontsize=16.5, pad=12)
        names = f"TD({lam:g})", "Monte Carlo"
        self.td, self.mc = (
            [Rectangle((i + left, 0), 0.34, 0.5, facecolor=colour, label=name if i == 0 else None)
             for i in range(5)]
            for left, colour, name in ((-0.36, OURS, names[0]), (0.02, SECOND, names[1]))
        )
        for bar in (*self.td, *self.mc):
            axes.add_patch(bar)
        truth = RandomWalk().true_values()[1:-1]
        self.truth = [axes.plot([i - 0.45, i + 0.45], [value, value], color=TRUTH, linewidth=3.5,
                                linestyle=(0, (2.2, 0.9)),
                                label="true value" if i == 0 else None)[0]
                      for i, value in enumerate(truth)]
        axes.legend(loc="upper left", fontsize=15.5, borderaxespad=0.1, handlelength=1.5,
                    labelspacing=0.35)
        self.animated: list[Artist] = [*self.td, *self.mc, *self.truth]

    def show(self, moment: Moment, blend: float) -> None:
        for bars, (old, new) in ((self.td, moment.td), (self.mc, moment.mc)):
            for bar, a, b in zip(bars, old, new):
                bar.set_height(a + blend * (b - a))


class ErrorsPane:
    """RMS errors: those of the run shown grow, the mean of all runs stands."""

    def __init__(self, axes: Axes, moments: list[Moment], shown: int, race: Record,
                 evidence: Evidence) -> None:
        self.times = [moment.time for moment in moments]
        self.errors = list(zip(*[moment.error for moment in moments]))
        self.means = error_bands(axes, race, evidence)
        self.shown_part = Rectangle((0.0, 0.0), 0.0, 1.0, transform=axes.get_xaxis_transform())
        axes.set_xlabel("walks", labelpad=1, fontsize=15.5)
        axes.tick_params(labelsize=14.5)
        axes.set_title(f"RMS error. Strong: seed {shown}, by TD's lead at the "
                       f"end the median of {race.seeds} runs", fontsize=15.5, pad=5)
        (mc,) = axes.plot([], [], color=SECOND, linewidth=3.5, label="Monte Carlo, this run")
        (td,) = axes.plot([], [], color=OURS, linewidth=3.5, label="TD, this run")
        self.lines = [td, mc]
        axes.set_ylim(0, 0.37)  # so that the key covers no line
        axes.legend(loc="upper right", fontsize=15, borderaxespad=0.0, handlelength=1.3,
                    labelspacing=0.25, ncols=2)
        self.animated: list[Artist] = [*self.means, mc, td]

    def show(self, moment: int) -> None:
        for line, series in zip(self.lines, self.errors):
            line.set_data(self.times[:moment + 1], series[:moment + 1])
        self.shown_part.set_width(self.times[moment])
        for mean in self.means:
            mean.set_clip_path(self.shown_part)


def error_bands(axes: Axes, race: Record, evidence: Evidence) -> list[Artist]:
    """The mean RMS error of both learners over all runs, with its 95 % interval."""
    quiet_grid(axes)
    drawn: list[Artist] = []
    walks = range(config_of(Race, race).episodes + 1)
    for name, colour in (("td", OURS), ("mc", SECOND)):
        intervals = [evidence.intervals[f"race, {name}, {walk} walks"] for walk in walks]
        average, low, high = zip(*intervals)
        label = f"mean of {race.seeds} runs, 95 % interval" if name == "td" else None
        drawn.append(axes.fill_between(walks, low, high, color=colour, alpha=0.25, linewidth=0))
        drawn += axes.plot(walks, average, color=colour, linewidth=1.2, linestyle="--",
                           label=label)
    axes.set(xlim=(0, walks[-1]), ylim=(0, 0.29), yticks=[0, 0.1, 0.2])
    return drawn
