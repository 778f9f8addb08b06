"""Every picture of lesson 04 is drawn, from tiny records that bear the names of the real ones."""

import json
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from PIL import Image

from figures import l04_animation
from figures.drawing import Drawing
from figures.l04_animation import CliffFilm, LearnerPane, Scene
from figures.l04_q_learner_pictures import PICTURES
from figures.l04_runs import (
    Curve,
    curve_behind,
    exact_limits,
    greedy_behind,
    shown_learners,
)
from figures.palette import OURS
from policywerk.data.statistics import Interval
from policywerk.lessons.experiment import Records, Run, carry_out
from policywerk.lessons.l04_q_learner import (
    CHECKPOINTS,
    LIMITS,
    MILESTONES,
    STUDY,
    Bias,
    Convergence,
    Exact,
    Film,
    Lambda,
    Later,
    Online,
    StepSizes,
    summarise,
)
from policywerk.lessons.settings import settings_of

PUBLISHED = Path(__file__).resolve().parents[2] / "assets" / "04"
TINY = {  # for each experiment, settings that take no time, and seeds
    Online: (Online(episodes=12), 3),
    StepSizes: (StepSizes(episodes=1), 2),
    Bias: (Bias(), 3),
    Exact: (Exact(tolerance=9.0), 2),
    Convergence: (Convergence(updates=200), 2),
    Lambda: (Lambda(episodes=3), 3),
    Later: (Later(episodes=3), 3),
}
LATER = [float(n) for n in CHECKPOINTS if n > 200] + [1e6]


@cache
def tiny(kind):
    """The record of a run of an experiment that is over at once."""
    config, seeds = TINY[kind]
    return carry_out(STUDY, Run(config, 0, seeds))[0]


def stretched(record):
    """A record of `Convergence` as if it had gone on to the end without learning."""
    series = {name: [*numbers, *([numbers[-1]] * len(LATER))]
              for name, numbers in record.series.items()}
    return replace(record, series={**series, "updates": [*record.series["updates"], *LATER]})


def seen_thrice(record):
    """A record of `Later` as if it had gone on to the end without learning."""
    found = record.results
    thrice = {name: list(found[name]) * 3 for name in ("greedy", "edge")}
    return replace(record, results={"episodes": list(MILESTONES), **thrice})


@cache
def in_place_of(run):
    """A tiny record under the name, with the settings and the seeds, of a run of the lesson."""
    if run == LIMITS:
        return carry_out(STUDY, run)[0]
    if isinstance(run.config, Film):
        config = replace(run.config, episodes=6)
        record = carry_out(STUDY, replace(run, config=config), records=[tiny(Online)])[0]
    else:
        record = tiny(type(run.config))
    if isinstance(run.config, Convergence):
        record = stretched(record)
    if isinstance(run.config, Later):
        record = seen_thrice(record)
    return replace(record, name=STUDY.name(run), config=settings_of(run.config), seed=run.seed,
                   seeds=run.seeds)


def draw(picture, drawing):
    """Draw a picture, as the build does."""
    module, _, function = picture.draw.partition(":")
    getattr(import_module(f"figures.{module}"), function)(drawing)


def drawing_of(picture, trained, out):
    """What the build would give a picture if these runs were trained."""
    records = {STUDY.name(run): in_place_of(run) for run in trained}
    read = {name: record for name, record in records.items()
            if name in {STUDY.name(run) for run in picture.reads}}
    evidence = summarise(Records(STUDY, records)) if picture.evidence else None
    return Drawing(Records(STUDY, read), out, evidence, planned=len(picture.reads))


FIGURES = tuple(run for run in STUDY.runs if run.tier == "figures")
STILL = [picture for picture in PICTURES if picture.name != "animation"]


@pytest.mark.parametrize("picture", STILL, ids=lambda picture: picture.name)
def test_a_picture_writes_the_files_that_it_names(picture, tmp_path):
    draw(picture, drawing_of(picture, STUDY.runs, tmp_path))
    assert {path.name for path in tmp_path.iterdir()} == set(picture.writes)
    assert not any("not trained" in path.read_text() for path in tmp_path.glob("*.md"))


@pytest.mark.parametrize("name", ["results", "numbers", "returns", "greedy-walks"])
def test_what_is_drawn_from_the_runs_of_figures_alone_says_what_is_missing(name, tmp_path):
    (picture,) = (each for each in PICTURES if each.name == name)
    draw(picture, drawing_of(picture, FIGURES, tmp_path))
    here = sum(1 for run in picture.reads if run in FIGURES)
    (written,) = tmp_path.iterdir()
    if written.suffix != ".svg":  # there letters are shapes
        assert f"{here} of {len(picture.reads)} runs" in written.read_text()


@pytest.mark.parametrize("name", ["step-sizes", "bias", "convergence"])
def test_one_record_is_enough_for_a_picture_of_many(name, tmp_path):
    (picture,) = (each for each in PICTURES if each.name == name)
    draw(picture, drawing_of(picture, picture.reads[-1:], tmp_path))
    assert len([*tmp_path.iterdir()]) == 1


def test_a_method_has_its_name_beside_figure_6_3_before_its_late_run_is_trained(
        tmp_path, figures):
    (picture,) = (each for each in PICTURES if each.name == "step-sizes")
    for trained in (picture.reads[:3], picture.reads):
        draw(picture, drawing_of(picture, trained, tmp_path))
    for figure in figures:
        (legend,) = figure.legends
        assert [text.get_text() for text in legend.get_texts()].count("Sarsa") == 1


def test_film_poster_and_trace_need_the_runs_of_figures_only():
    for picture in PICTURES:
        if picture.name in ("animation", "trace", "paths"):
            assert set(picture.reads) <= set(FIGURES)


def test_the_film(tmp_path, monkeypatch):
    (picture,) = (each for each in PICTURES if each.name == "animation")
    few = [Scene(0), Scene(0), Scene(1, 0.5), Scene(3), Scene(6), Scene(6, 1.0, 0)]
    monkeypatch.setattr(l04_animation, "scenes", lambda episodes: iter(few))
    draw(picture, drawing_of(picture, FIGURES, tmp_path))
    assert {path.name for path in tmp_path.iterdir()} == set(picture.writes)
    assert Image.open(tmp_path / "poster.png").size == (960, 840)


def test_what_the_film_says_is_what_the_records_say():
    (picture,) = (each for each in PICTURES if each.name == "animation")
    drawing = drawing_of(picture, FIGURES, None)
    learners = shown_learners(drawing.records)
    curves = [curve_behind(shown, drawing.records, drawing.evidence) for shown in learners]
    outcomes = [greedy_behind(shown, drawing.records) for shown in learners]
    cliff = CliffFilm(learners, curves, exact_limits(drawing.records), outcomes)
    assert [(shown.method, shown.seed) for shown in learners] == [("Q-learning", 8), ("Sarsa", 25)]
    cliff.show(Scene(2))
    for pane, shown in zip(cliff.learners, learners):
        earned = f"{shown.snapshots[2].earned:.0f}".replace("-", "−")
        assert pane.title.get_text() == f"{shown.method}, episode 2: return {earned}"
    assert cliff.returns.dots[1].get_ydata() == [-seen.earned for seen in
                                                 learners[1].snapshots[1:3]]
    fifty = drawing.records.of(picture.reads[1])
    assert curves[0].means == [-value for value in fifty.series["return mean"]]
    legend = cliff.returns.dots[0].axes.get_legend()
    assert [text.get_text() for text in legend.get_texts()] == [
        "Q-learning", "mean of 50 seeds", "Sarsa", "mean of 50 seeds"]


def test_the_film_says_how_many_of_the_fifty_end_as_the_shown_one_does():
    (picture,) = (each for each in PICTURES if each.name == "animation")
    drawing = drawing_of(picture, FIGURES, None)
    for shown in shown_learners(drawing.records):
        axes = Figure().subplots(1, 2)
        pane = LearnerPane(*axes, shown, OURS, [-13.0, None, None, -17.0])
        arrives = pane.greedy[-1] == pane.world.goal_state
        steps = len(pane.greedy) - 1
        assert pane.end == (f"arrives in {steps} steps, as {int(steps in (13, 17))} of 4 do"
                            if arrives else "goes in circles, as 2 of 4 do")


def test_the_film_shows_the_table_that_the_walker_set_out_with_and_a_step_when_it_is_made():
    (picture,) = (each for each in PICTURES if each.name == "animation")
    drawing = drawing_of(picture, FIGURES, None)
    shown = shown_learners(drawing.records)[0]
    pane = LearnerPane(*Figure().subplots(1, 2), shown, OURS, [])
    drawn = []
    pane.map.point = drawn.append
    before, walked = shown.snapshots[2:4]
    met = (walked.surprise.place + 2) / len(walked.path)
    for done, known in ((0.0, before), (met - 1.0 / len(walked.path), before), (met, walked),
                        (1.0, walked)):
        pane.show(Scene(3, done))
        ring, to = (pane.world.cells.index((round(ring.get_y() + 0.45), round(ring.get_x() + 0.45)))
                    for ring in pane.rings)
        step = known.surprise
        assert (ring, to) == (known.path[step.place], step.next_state)
        assert [label.get_text() for label in pane.backup.labels] == [
            f"{q:.2f}".replace("-", "−") for q in step.ahead]
    tried = {state: row for state, row in enumerate(walked.before) if any(row)}
    assert all({state: [a for a, q in enumerate(row) if q == max(row)]
                for state, row in tried.items()} == arrows for arrows in drawn)


def test_a_mean_is_level_over_the_episodes_it_is_the_mean_of():
    curve = Curve("Sarsa", 50, [5.5, 15.5], [Interval(3.0, 2.0, 4.0), Interval(1.0, 0.0, 2.0)])
    across, means, low, high = curve.stairs()
    assert across == [0.5, 10.5, 10.5, 20.5]  # ten episodes each
    assert (means, low, high) == ([3.0, 3.0, 1.0, 1.0], [2.0, 2.0, 0.0, 0.0],
                                  [4.0, 4.0, 2.0, 2.0])


def test_numbers_that_stand_in_sentences(tmp_path):
    (picture,) = (each for each in PICTURES if each.name == "numbers")
    draw(picture, drawing_of(picture, STUDY.runs, tmp_path))
    numbers = json.loads((tmp_path / "numbers.json").read_text())
    published = json.loads((PUBLISHED / "numbers.json").read_text())
    assert set(numbers) == set(published) - {"_shortfall"}
    assert numbers["sarsa_shown_seed"] == "25"
    assert numbers["q_limit"] == "−50.80"
    assert numbers["convergence_3_final"] == numbers["convergence_0_final"]  # one tiny record
