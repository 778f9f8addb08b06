"""Every picture of lesson 01, drawn from small records."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from drawn import drawn, names_on_pages
from matplotlib.figure import Figure

from figures import l01_animation
from figures.l01_animation import RINGS, BellmanFilm, Scene
from figures.l01_bellman import Cost, costs_of, exponent, growth_numbers, scientific
from figures.l01_bellman_pictures import PICTURES
from figures.l01_insides import BackupPane, account
from figures.page_planning import turns, two_halves
from policywerk.data.record import Record
from policywerk.lessons.experiment import Records, Run, carry_out
from policywerk.lessons.l01_bellman import CARS, GROWING, SHOWN, STUDY, TABLES, WALKS, Gridworld
from policywerk.world.gridworld import GridWorld

PLACES = [(first, second) for first in range(21) for second in range(21)]


def named_for(run, record):
    """A small record in the place of a run's own."""
    return replace(record, name=STUDY.name(run))


def small_record(run):
    """What a run might have found, with few walks, few sweeps, small grids, no cars."""
    if run == CARS:
        found = {"car_rental_improvements": 4, "value_empty": 1.0, "value_full": 2.0}
        policies = [{"moved": [(i - j) * k // 20 for i, j in PLACES],
                     "values": [float(i + j) for i, j in PLACES]} for k in range(5)]
        return Record("01", "cars", {"experiment": "cars"}, 0, results=found, snapshots=policies)
    if run in WALKS:
        small = Run(replace(run.config, episodes=2, tolerance=0.05), run.seed)
    elif run in GROWING:
        small = Run(replace(run.config, size=run.config.size // 10 + 2))
    else:
        small = run
    return named_for(run, carry_out(STUDY, small)[0])


@pytest.fixture(scope="module")
def records():
    return {STUDY.name(run): small_record(run) for run in STUDY.runs}


@pytest.fixture(scope="module")
def evidence(records):
    return STUDY.summarise(Records(STUDY, records))


@pytest.fixture(scope="module")
def timings():
    return {STUDY.name(run): {"building the model": 9.0, "planning": 0.1 * run.config.size}
            for run in GROWING}


@pytest.fixture
def few_scenes(monkeypatch):
    """A film of one scene a sweep, and one of the walk."""
    def scenes(sweeps, steps):
        return [*[Scene(sweep, 1.0) for sweep in range(sweeps + 1)], Scene(sweeps, 1.0, steps - 1)]

    monkeypatch.setattr(l01_animation, "scenes", scenes)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_writes_its_files(
    picture, records, evidence, timings, tmp_path, few_scenes
):
    assert drawn(picture, STUDY, records, tmp_path, evidence, timings) == set(picture.writes)
    assert all((tmp_path / name).stat().st_size > 100 for name in picture.writes)


def test_every_run_is_read():
    assert {STUDY.name(run) for picture in PICTURES for run in picture.reads} == set(
        STUDY.planned())


def test_the_numbers_have_the_names_that_pages_use(records, evidence, tmp_path):
    picture = next(picture for picture in PICTURES if picture.name == "numbers")
    drawn(picture, STUDY, records, tmp_path, evidence)
    numbers = json.loads((tmp_path / "numbers.json").read_bytes())
    assert numbers["seeds"] == "10"
    assert numbers["car_improvements"] == "4"
    assert numbers["sweeps_3_5_1e-08"] == "198"
    assert names_on_pages("01") <= set(numbers)


def test_fewer_walks_say_so(records, tmp_path):
    few = {name: record for name, record in records.items() if not name.endswith(("-8", "-9"))}
    evidence = STUDY.summarise(Records(STUDY, few))
    for name in ("results", "numbers"):
        picture = next(picture for picture in PICTURES if picture.name == name)
        drawn(picture, STUDY, few, tmp_path, evidence)
    assert "*Made from 10 of 12 runs; the others are not trained yet.*" in (
        tmp_path / "results.md").read_text(encoding="utf-8")
    assert "mean of 8 seeds" in (tmp_path / "results.md").read_text(encoding="utf-8")
    numbers = json.loads((tmp_path / "numbers.json").read_bytes())
    assert (numbers["seeds"], numbers["_shortfall"]) == ("8", "22 of 24 runs")


def test_costs_come_from_the_smallest_grid_to_the_largest(records):
    costs = costs_of(Records(STUDY, records), "policy iteration")
    assert [cost.size for cost in costs] == [3, 4, 6, 8]
    assert [cost.states for cost in costs] == [9, 16, 36, 64]
    assert costs[0].run == "growth-method-policy-iteration"


def test_the_exponent_of_growth():
    # four times the states, eight times the backups: 4^1.5 = 8
    assert exponent([Cost("a", 2, 4, 10), Cost("b", 3, 9, 1), Cost("c", 4, 16, 80)]) == "1.50"


def test_growth_in_sweeps():
    # 4 states, 2 sweeps; 16 states, 4; 64 states, 12: 48 lookaheads, 256, 3072
    costs = [Cost("a", 2, 4, 32), Cost("b", 4, 16, 256), Cost("c", 8, 64, 3072)]
    assert growth_numbers(costs) == {"growth_sweeps_10": "2", "growth_sweeps_20": "4",
                                     "growth_sweeps_40": "12", "growth_early": "1.50",
                                     "growth_late": "1.79"}


def test_the_two_halves_end_on_their_axes():
    model = GridWorld(slip=0.2).P
    for sweeps in (None, 3, 1):
        passed = two_halves(model, sweeps)
        assert passed[0] == pytest.approx((0.797, 0.768), abs=1e-3)
        assert all(gain < 1e-12 for _, gain in passed[1::2])  # improved
        assert max(passed[-1]) < 0.02
        if sweeps is None:
            assert all(off < 1e-12 for off, _ in passed[2::2])  # evaluated
    assert two_halves(model, 1)[4][0] > two_halves(model, 3)[4][0] > 0.3  # they turn before


def test_where_the_news_is():
    rows, counts = turns(0.2)
    assert rows[10][10] == "X"
    assert 4 * sum(counts) == pytest.approx(1104, abs=40)  # as the page counts, at gamma 0.9
    assert max(counts) == max(counts[210 + k] for k in (-21, -20, -19, -1, 1, 19, 20, 21))
    assert sum(turns(0.0)[1]) == 1


def test_a_small_number_in_words():
    assert scientific(7.26e-9) == "7.3 × 10⁻⁹"


def test_the_film_shows_the_actions_of_its_sweep(records):
    film = BellmanFilm(records[STUDY.name(SHOWN)])
    assert film.frame_of(0) == 0
    goal, beside = film.world.states[(0, 4)], film.world.states[(0, 3)]
    film.show(film.scenes[film.frame_of(1)])
    visible = [arrow.get_visible() for arrow in film.map.arrows[beside]]
    assert visible == [False, True, False, False]  # right, onto the goal
    assert goal not in film.map.arrows


def test_the_shown_run_is_a_planned_one():
    assert SHOWN in STUDY.runs
    assert SHOWN.config == Gridworld()
    assert TABLES in STUDY.runs


def test_the_film_speaks_of_a_ring_only_where_there_is_one(records):
    film = BellmanFilm(records[STUDY.name(SHOWN)])
    last = len(film.history) - 1
    for scene in (Scene(0, 1.0), Scene(1, 0.125), Scene(last, 1.0), Scene(last, 1.0, 2)):
        film.show(scene)
        assert "ringed" in film.backup.title.get_text()
        assert film.map.ring.get_visible() == film.backup.title.get_visible()
        assert film.map.ring.get_visible() == (scene.sweep > 0 and scene.step is None)
        assert film.rules.animated[0].get_visible() == (scene.sweep == 0)
        assert film.account.title.get_visible() == (scene.step is not None)


def test_the_ring_stands_where_the_news_is(records):
    film = BellmanFilm(records[STUDY.name(SHOWN)])
    for sweep, cell in RINGS.items():
        state = film.world.states[cell]
        assert film.ringed(sweep) == state
        news = film.news(state, sweep)
        assert news.startswith(("Its best action is new", "It changes most")), (sweep, news)
    assert list(RINGS.values())[-1] == film.world.cells[film.world.start.index(1.0)]
    assert film.news(film.world.states[(1, 2)], 3) == "Its best action is new: up. Before: left."


def test_title_numbers_and_arrows_change_in_one_frame(records):
    film = BellmanFilm(records[STUDY.name(SHOWN)])
    shown = []
    for blend in (0.125, 1.0):
        film.show(Scene(3, blend))
        shown.append((film.map.title.get_text(),
                      [number.get_text() for number in film.map.numbers.values()],
                      [arrow.get_visible() for arrows in film.map.arrows.values()
                       for arrow in arrows]))
    assert shown[0] == shown[1]
    film.show(Scene(2, 1.0))
    assert shown[0][1] != [number.get_text() for number in film.map.numbers.values()]


def test_the_sum_of_a_backup_is_named_line_by_line():
    ice = GridWorld(slip=0.2)
    pane = BackupPane(Figure().add_subplot(), ice, 0.9)
    values = [0.0] * len(ice.cells)
    values[2] = 0.454  # above the cell between wall and pit
    assert pane.terms(ice.states[(1, 2)], 0, values) == [
        ("  0.8 × (−0.04 + 0.9 × 0.454)", "goes up"),
        ("+ 0.1 × (−0.04 + 0.9 × 0.000)", "slips left:\nwall, stays"),
        ("+ 0.1 × −1", "slips right:\nthe pit"),
    ]
    assert pane.terms(ice.states[(0, 3)], 1, values)[1][1] == "slips up:\nedge, stays"


def test_the_account_of_a_walk():
    ice = GridWorld(slip=0.2)
    states = [ice.states[cell] for cell in ((1, 4), (1, 4), (0, 4))]
    rows, sums = account(ice, 0.9, states, [[0]] * len(ice.cells))
    # -0.04, then 0.9 * 1
    assert sums == pytest.approx([-0.04, 0.86])
    assert rows == [["1", "up, slips right: stays", "−0.04 × 1.000", "−0.040"],
                    ["2", "up", "+1.00 × 0.900", "+0.860"]]
