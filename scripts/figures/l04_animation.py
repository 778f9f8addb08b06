"""The animation of lesson 04: two learners on the cliff, one careful, one bold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from math import sqrt

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures.cliff_map import CliffMap, best_actions, follow
from figures.kept_text import kept_text
from figures.style import FOCUS, INK, OURS, SECOND, THEORY, quiet_grid
from figures.tables import number
from policywerk.data.record import Record
from policywerk.lessons.l04_q_learner import BIN, WATCHED
from policywerk.world.cliff import STEP, Cliff
from policywerk.world.gridworld import ACTIONS

FRAMES_A_SECOND = 20
GREY = "#c9c9c9"  # bars of values that are not used
LONGEST_BAR = 30.0  # a longer one is broken off
STEPS_SHOWN = 26  # of a greedy walk that goes in circles


@dataclass(frozen=True)
class Scene:
    """What one frame shows: so much of a snapshot's episode, or so many greedy steps."""

    snapshot: int
    done: float = 1.0  # part of the episode's path that has been walked
    step: int | None = None  # of the greedy walk at the end


def scenes(episodes: list[int]) -> Iterator[Scene]:
    """The whole film: early episodes slowly, later ones faster, then two greedy walks."""
    yield from [Scene(0)] * FRAMES_A_SECOND
    for snapshot, episode in enumerate(episodes[1:], 1):
        walk, hold = (20, 8) if episode <= 6 else (10, 4) if episode <= 50 else (5, 3)
        yield from (Scene(snapshot, (frame + 1) / (walk + 1)) for frame in range(walk))
        yield from [Scene(snapshot)] * hold
    last = len(episodes) - 1
    yield from [Scene(last)] * FRAMES_A_SECOND
    for step in range(STEPS_SHOWN + 1):
        yield from [Scene(last, 1.0, step)] * 4
    yield from [Scene(last, 1.0, STEPS_SHOWN)] * (2 * FRAMES_A_SECOND)


class CliffFilm:
    """Panes: both learners on the cliff (left), their backups (right), returns (below)."""

    def __init__(self, learners: list[Record], limits: Record) -> None:
        self.figure = Figure(figsize=(9.6, 8.4), dpi=100)
        add_axes = self.figure.add_axes
        self.learners = []
        for record, colour, bottom in zip(learners, (OURS, SECOND), (0.693, 0.402)):
            left = add_axes((0.008, bottom, 0.582, 0.265))
            right = add_axes((0.61, bottom, 0.385, 0.265))
            self.learners.append(LearnerPane(left, right, record, colour))
        self.returns = ReturnsPane(add_axes((0.082, 0.078, 0.65, 0.27)), learners, limits)
        self.animated: list[Artist] = [
            artist for pane in (*self.learners, self.returns) for artist in pane.animated]
        self.episodes = [seen["episode"] for seen in learners[0].snapshots]
        self.scenes = list(scenes(self.episodes))

    def frames(self) -> list[Callable[[], None]]:
        """One function a frame, the same one while a scene is held."""
        show = {scene: partial(self.show, scene) for scene in self.scenes}
        return [show[scene] for scene in self.scenes]

    def frame_of(self, episode: int) -> int:
        """The number of the first frame that shows an episode whole."""
        return self.scenes.index(Scene(self.episodes.index(episode)))

    def show(self, scene: Scene) -> None:
        """Set every artist to one scene."""
        for learner in self.learners:
            learner.show(scene)
        self.returns.show(scene.snapshot if scene.done == 1.0 else scene.snapshot - 1)


class LearnerPane:
    """One learner: its map, and one of its backups in numbers."""

    def __init__(self, left: Axes, right: Axes, record: Record, colour: str) -> None:
        self.record, self.world = record, Cliff()
        self.map = CliffMap(left, self.world, colour)
        self.title = kept_text(left, -0.5, -0.64, fontsize=16, va="bottom")
        row, column = self.world.cells[WATCHED[0]]
        rings = [
            Rectangle((column + away - 0.45, row - 0.45), 0.9, 0.9, fill=False, edgecolor=FOCUS,
                      linestyle=line, linewidth=3.5, zorder=3)
            for away, line in ((1, (0, (1.5, 1.0))), (0, "-"))
        ]
        for ring in rings:
            left.add_patch(ring)
        self.backup = BackupPane(right, record.config["method"], colour)
        self.animated = [self.title, *self.map.moving, *rings, *self.backup.animated]
        last = record.snapshots[-1]
        choices = [row.index(max(row)) for row in last["values"]]
        self.greedy = follow(self.world, choices, STEPS_SHOWN)

    def show(self, scene: Scene) -> None:
        """The map, its title and the backup of one scene."""
        walked = self.record.snapshots[scene.snapshot]
        whole = scene.done == 1.0
        known = walked if whole else self.record.snapshots[scene.snapshot - 1]
        most = max(1, *known["visits"])
        self.map.warm([sqrt(count / most) for count in known["visits"]])
        self.map.point(best_actions(known["values"], known["visits"]))
        self.backup.show(known)
        if scene.step is None:
            path = walked["path"][:max(1, round(scene.done * len(walked["path"])))]
            arrived = [self.world.goal_state] if whole and path else []
            self.map.walk([*path, *arrived], walker=bool(path) and not whole)
        else:
            self.map.walk(self.greedy[:scene.step + 1], walker=True)
        self.title.set_text(self.told(scene, walked))

    def told(self, scene: Scene, walked: dict) -> str:
        """What the map shows, in words."""
        method = self.record.config["method"]
        if scene.step is not None:
            arrives = self.greedy[-1] == self.world.goal_state
            steps = len(self.greedy) - 1
            end = f"arrives in {steps} steps" if arrives else "goes in circles"
            over = scene.step >= (steps if arrives else STEPS_SHOWN // 2)
            return f"{method}, exploring no more" + (f": {end}" if over else "")
        if scene.snapshot == 0:
            return f"{method}: nothing is known yet"
        told = f"{method}, episode {walked['episode']}"
        return f"{told}: return {number(walked['return'], 0)}" if scene.done == 1.0 else told


class BackupPane:
    """The values of the cell that the ringed step leads to, and what the method makes of them."""

    def __init__(self, axes: Axes, method: str, colour: str) -> None:
        self.takes_maximum, self.colour = method == "Q-learning", colour
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.axis("off")
        title = "best next action" if self.takes_maximum else "action really taken"
        axes.text(0.02, 0.985, f"counts the {title}", fontsize=16, va="bottom")
        self.zero, self.unit = 0.45, 0.37 / LONGEST_BAR
        self.bars, self.labels, self.breaks = [], [], []
        for action, name in enumerate(ACTIONS):
            y = 0.87 - 0.145 * action
            axes.text(0.155, y, name, ha="right", va="center", fontsize=15.5)
            bar = Rectangle((self.zero, y - 0.048), 0, 0.096, linewidth=0)
            axes.add_patch(bar)
            self.bars.append(bar)
            self.labels.append(kept_text(
                axes, 0.43, y, ha="right", va="center", family="DejaVu Sans Mono", fontsize=15.5))
            far = self.zero + 0.93 * LONGEST_BAR * self.unit
            self.breaks.append(axes.plot([far - 0.012, far + 0.012], [y - 0.06, y + 0.06],
                                         color="white", linewidth=4)[0])
        self.tag = kept_text(axes, 0.825, 0.0, va="center", fontsize=15.5)
        self.lines = [
            kept_text(axes, 0.02, y, va="center", family="DejaVu Sans Mono", fontsize=14.5)
            for y in (0.25, 0.12)
        ]
        self.animated = [*self.bars, *self.breaks, *self.labels, self.tag, *self.lines]

    def show(self, seen: dict) -> None:
        """The backup by the table of one snapshot."""
        state, action = WATCHED
        watched, values = seen["watched"], seen["values"]
        ahead = values[state + 1]
        used = None
        if watched:
            used = ahead.index(max(ahead)) if self.takes_maximum else watched["next_action"]
        for place, (bar, label, broken) in enumerate(zip(self.bars, self.labels, self.breaks)):
            bar.set_width(min(-ahead[place], LONGEST_BAR) * self.unit)
            bar.set_facecolor(self.colour if place == used else GREY)
            broken.set_visible(-ahead[place] > LONGEST_BAR)
            label.set_text(number(ahead[place], 2))
        self.tag.set_text("" if used is None else "max" if self.takes_maximum else "taken")
        if used is None:
            texts = ["The ringed cell has not", "been left to the right yet."]
        else:
            self.tag.set_y(0.87 - 0.145 * used)
            texts = worked(values[state][action], ahead[used])
        for line, text in zip(self.lines, texts):
            line.set_text(text)


def worked(old: float, future: float) -> list[str]:
    """The target of the ringed step and its TD error, worked out to two digits."""
    old, future = round(old, 2), round(future, 2)  # so that what is shown adds up
    target = STEP + future
    return [
        f"target {number(STEP, 0)} {signed(future)} = {number(target, 2)}",
        f"error {number(target, 2)} {signed(-old)} = {number(target - old, 2)}",
    ]


def signed(value: float) -> str:
    """A number that is added or taken away, e.g. − 5.00."""
    return f"{'−' if value < 0.0 else '+'} {number(abs(value), 2)}"


class ReturnsPane:
    """Returns of both learners on logarithmic axes, beside the exact limits."""

    def __init__(self, axes: Axes, learners: list[Record], limits: Record) -> None:
        self.learners = learners
        returns_axes(axes, limits)
        self.lines, self.bands, self.dots, self.now = [], [], [], []
        for colour, marker in ((OURS, "o"), (SECOND, "^")):
            band = PolyCollection([], facecolors=colour, alpha=0.3, linewidths=0)
            axes.add_collection(band, autolim=False)
            self.bands.append(band)
            (line,) = axes.plot([], [], color=colour, linewidth=2)
            (dots,) = axes.plot([], [], marker, color=colour, markersize=6.5,
                                markeredgecolor="white", markeredgewidth=0.7)
            (now,) = axes.plot([], [], marker, color=colour, markersize=11,
                               markeredgecolor=INK, markeredgewidth=2)
            for artists, artist in ((self.lines, line), (self.dots, dots), (self.now, now)):
                artists.append(artist)
        self._legend(axes)
        self.animated = [*self.bands, *self.lines, *self.dots, *self.now]

    def _legend(self, axes: Axes) -> None:
        names = [record.config["method"] for record in self.learners]
        marks = [*self.dots, *self.lines]
        seeds = self.learners[0].config["runs"]
        labels = [f"{name}, shown seed" for name in names] + [f"mean of {seeds}" for _ in names]
        sample = [axes.plot([], [], color=mark.get_color(), marker=mark.get_marker(),
                            linestyle=mark.get_linestyle(), linewidth=2, markersize=7)[0]
                  for mark in marks]
        axes.legend(sample, labels, loc="lower right", ncols=2, borderaxespad=0.1, fontsize=13,
                    handlelength=1.0, columnspacing=1.0, handletextpad=0.5, labelspacing=0.25)

    def show(self, snapshot: int) -> None:
        """Everything up to the episode of a snapshot."""
        for place, record in enumerate(self.learners):
            seen = record.snapshots[1:max(snapshot, 0) + 1]
            episodes = [one["episode"] for one in seen]
            returns = [-one["return"] for one in seen]
            self.dots[place].set_data(episodes, returns)
            self.now[place].set_data(episodes[-1:], returns[-1:])
            points = (episodes[-1] if episodes else 0) // BIN
            middle, low, high = curve_of(record, points)
            self.lines[place].set_data(middle, [-r for r in record.series["return"][:points]])
            corners = [*zip(middle, low), *zip(middle[::-1], high[::-1])]
            self.bands[place].set_verts([corners] if corners else [])


def curve_of(record: Record, points: int) -> tuple[list[float], list[float], list[float]]:
    """Episodes in the middle of each bin, and the interval of what was paid in it."""
    middle = [BIN * place + (BIN + 1) / 2 for place in range(points)]
    low, high = record.series["low"][:points], record.series["high"][:points]
    return middle, [-value for value in low], [-value for value in high]


def returns_axes(axes: Axes, limits: Record) -> None:
    """Logarithmic axes for returns below zero, with the exact limits named at the right."""
    quiet_grid(axes)
    axes.set(xscale="log", yscale="log", xlim=(0.9, 540), ylim=(2600, 10), xlabel="episode")
    axes.set_xticks([1, 2, 5, 10, 20, 50, 100, 200, 500], ["1", "2", "5", "10", "20", "50", "100",
                                                           "200", "500"])
    axes.set_yticks([10, 30, 100, 300, 1000], ["−10", "−30", "−100", "−300", "−1000"])
    axes.minorticks_off()
    axes.tick_params(labelsize=13.5)
    axes.set_title("Return of an episode", fontsize=16, pad=7)
    results = limits.results
    for value, name in ((results["greedy"], "best of all"),
                        (results["best_soft"], "best with ε = 0.1"),
                        (results["q_learning_online"], "Q-learning's limit")):
        axes.axhline(-value, color=THEORY, linestyle="--", linewidth=1.8)
        digits = 0 if value == round(value) else 2
        axes.text(560, -value, f"{number(value, digits)} {name}", fontsize=13.5, va="center",
                  clip_on=False)
