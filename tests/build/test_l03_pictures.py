"""Lesson 03's pictures, drawn from tiny records: all of them, and from fewer runs than planned."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import import_module

import pytest
from matplotlib.figure import Figure

from figures import l03_td_learner as drawings
from figures.drawing import Drawing
from figures.l03_td_learner_pictures import BY_SIZE, OTHERWISE
from figures.l03_td_learner_pictures import PICTURES as LISTED
from policywerk.lessons.experiment import Records, carry_out
from policywerk.lessons.l03_td_learner import AS_STATED, ONE, SHOWN, STUDY, WITHIN, Sets

PICTURES = {picture.name: picture for picture in LISTED}
COMPLETE = ("animation", "trace", "credit", "figure_3", "figure_4", "figure_5", "figure_3_table",
            "figure_5_table", "example_6_2", "example_6_2_table")  # from runs of the first tier


def tiny(run):
    """A record that bears a run's name, of fewer seeds and training sets."""
    config = replace(run.config, sets=1) if isinstance(run.config, Sets) else run.config
    quick = replace(run, config=config, seeds=min(run.seeds, 2))
    return replace(carry_out(STUDY, quick)[0], name=STUDY.name(run))


@pytest.fixture(scope="module")
def trained():
    """A tiny record of every run."""
    return {name: tiny(run) for name, run in STUDY.planned().items()}


@pytest.fixture(scope="module")
def evidence(trained):
    return STUDY.summarise(Records(STUDY, trained))


@pytest.fixture
def draw(tmp_path, monkeypatch):
    """Draw a picture from some records; figures are kept as they are, not written."""
    kept = {}

    def keep(figure: Figure, path):
        kept[path.name] = figure
        path.write_bytes(b"a picture")

    def record_film(figure, animated, frames, out, *, poster, **settings):
        frames[0]()
        frames[-1]()
        assert 0 <= poster < len(frames)
        for name in ("animation.mp4", "animation.gif", "poster.png"):
            keep(figure, out / name)

    monkeypatch.setattr("figures.drawing.save", keep)
    monkeypatch.setattr(drawings, "film", record_film)

    def drawn(name, records, evidence):
        picture = PICTURES[name]
        asked = {STUDY.name(run) for run in picture.reads}
        given = Records(STUDY, {each: records[each] for each in asked if each in records})
        module, _, function = picture.draw.partition(":")
        drawing = Drawing(given, tmp_path, evidence if picture.evidence else None,
                          planned=len(asked))
        getattr(import_module(f"figures.{module}"), function)(drawing)
        return kept

    return drawn


def first_tier(records):
    """The records of the runs that pictures need."""
    return {name: records[name] for name, run in STUDY.planned().items() if run.tier == "figures"}


def test_every_run_is_read_and_no_file_is_written_twice():
    read = {STUDY.name(run) for picture in LISTED for run in picture.reads}
    assert read == set(STUDY.planned()) - {STUDY.name(ONE)}  # which run.txt tells
    written = [name for picture in LISTED for name in picture.writes]
    assert len(written) == len(set(written)) == 20
    assert len(PICTURES) == len(LISTED)
    for listed, drawn in (
        (OTHERWISE, drawings.ALTERNATIVES), (BY_SIZE, drawings.SAME_BUT_FOR_SIZE),
    ):
        assert set(map(STUDY.name, listed)) == set(map(STUDY.name, drawn.values()))


@pytest.mark.parametrize("name", PICTURES)
def test_each_picture_writes_what_it_says(name, draw, trained, evidence, tmp_path):
    figures = draw(name, trained, evidence)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(PICTURES[name].writes)
    for path in tmp_path.iterdir():
        assert b" runs; the others" not in path.read_bytes()
    assert not any(" of " in text.get_text() for each in figures.values() for text in each.texts)


@pytest.mark.parametrize("name", PICTURES)
def test_with_the_first_tier_alone_each_picture_says_what_is_missing(
    name, draw, trained, tmp_path
):
    records = first_tier(trained)
    figures = draw(name, records, STUDY.summarise(Records(STUDY, records)))
    picture = PICTURES[name]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(picture.writes)
    planned = {STUDY.name(run) for run in picture.reads}
    short = "" if name in COMPLETE else f"{len(planned & set(records))} of {len(planned)} runs"
    for path in tmp_path.iterdir():
        if path.suffix == ".md":
            assert (f"*Made from {short};" in path.read_text()) == bool(short)
        elif path.suffix == ".json":
            assert json.loads(path.read_text())["_shortfall"] == short
        elif short:
            assert [text.get_text() for text in figures[path.name].texts] == [short]


def test_one_missing_run_leaves_out_one_row_or_column(draw, trained, tmp_path):
    records = {name: record for name, record in trained.items()
               if name != STUDY.name(WITHIN[AS_STATED])}
    for name in ("within_table", "alternatives_table", "within"):
        draw(name, records, STUDY.summarise(Records(STUDY, records)))
    header = (tmp_path / "within.md").read_text().splitlines()[0]
    assert header == "| λ | 10 sequences, after | 5 sequences, after | 5 sequences, within |"
    rows = (tmp_path / "alternatives.md").read_text().splitlines()[2:]
    assert len(rows) - 2 == len(drawings.ALTERNATIVES) - 1  # less a blank line and the note
    assert not any("within" in row for row in rows)


def test_titles_name_the_seed_and_the_runs(draw, trained, evidence):
    figure = draw("animation", trained, evidence)["poster.png"]
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert (f"RMS error. Strong: seed {SHOWN.seed}, by TD's lead at the end the median of "
            "2 runs") in titles
    labels = [line.get_label() for line in draw("trace", trained, evidence)["trace.svg"].axes[0]
              .get_lines()]
    assert f"TD(0.8), α = 0.05, seed {SHOWN.seed}" in labels


def test_numbers_in_sentences(draw, trained, evidence, tmp_path):
    draw("numbers", trained, evidence)
    numbers = json.loads((tmp_path / "numbers.json").read_text())
    assert numbers["shown_seed"] == "36"
    assert numbers["printed_figure_3_0"] == "0.1896"
    interval = evidence.intervals["figure 5, lambda 0.3, 5 sequences"]
    assert numbers["figure_5_5_0.3_high"] == f"{interval.high:.4f}"
    assert numbers["race_td_low"] == f"{evidence.intervals['race, td'].low:.3f}"
    assert {f"apart_figure_4_{n}" for n in (3, 4, 5, 6, 7, 8, 10)} < set(numbers)
