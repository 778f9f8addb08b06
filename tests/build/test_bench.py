"""The measurements of `make bench`: both sides of a kernel do the same work."""

import io
import json
import subprocess
import sys

import pytest
from dummy_project import ROOT
from rich.console import Console

import bench
from benchmarks import arithmetic, floors, kernels, lessons, measuring, networks
from pipeline.errors import BuildError
from pipeline.project import Project
from policywerk.data.record import load_record

BENCH = ROOT / "scripts" / "bench.py"


def close(ours, floor, rel):
    """Whether two results, numbers in lists in lists, agree."""
    if isinstance(ours, (list, tuple)):
        return len(ours) == len(floor) and all(close(a, b, rel) for a, b in zip(ours, floor))
    return ours == pytest.approx(floor, rel=rel, abs=1e-14)


@pytest.mark.parametrize("make", [*lessons.KERNELS, arithmetic.dot_product,
                                  arithmetic.matrix_vector_product,
                                  arithmetic.matrix_matrix_product, arithmetic.elementwise_map,
                                  networks.layer_forwards, networks.layer_to_weights,
                                  networks.layer_to_inputs],
                         ids=lambda make: make.__name__)
def test_a_floor_gives_what_our_kernel_gives_to_the_bit(make):
    kernel = make()
    for _ in range(2):  # some have a memory
        assert kernel.ours() == kernel.floor()


@pytest.mark.parametrize("make", [*networks.KERNELS, arithmetic.softmax_of_logits,
                                  arithmetic.norm_of_activations,
                                  arithmetic.transpose_product],
                         ids=lambda make: make.__name__)
def test_a_floor_gives_what_our_kernel_gives_but_for_rounding(make):
    kernel = make()
    assert close(kernel.ours(), kernel.floor(), 1e-9)


@pytest.mark.parametrize("name", ["exp", "log", "sin", "cos", "tanh"])
def test_functions_of_a_number_agree_with_the_c_library(name):
    kernel = arithmetic.function_of_a_number(name, 0.5, 2.0)
    assert kernel.ours() == pytest.approx(kernel.floor(), rel=1e-14)


def test_floors_are_products():
    x, w = [[1.0, 2.0, 0.5]] * 2, [[1.0, 0.0, -1.0], [2.0, 1.0, 4.0]] * 3
    assert floors.sums(x, w, [10.0] * 6) == [[10.5, 16.0] * 3] * 2
    into = floors.zeros(3, 2)
    floors.add_outer(into, [[1.0, 2.0, 3.0]] * 5, [[1.0, 10.0]] * 5)
    assert into == [[5.0, 50.0], [10.0, 100.0], [15.0, 150.0]]
    into = floors.zeros(1, 2)
    floors.add_product(into, [[1.0, 2.0, 3.0, 4.0, 5.0]], [[1.0, 10.0]] * 5)
    assert into == [[15.0, 150.0]]


def test_multiply_adds_of_the_cell_are_those_of_its_weights():
    from policywerk.building_blocks.recurrent import Sizes, block_gru
    from policywerk.primitives.random import stream

    sizes = Sizes(networks.STATE, networks.LATENTS, networks.ACTION, networks.UNITS,
                  networks.BLOCKS)
    weights = [p for p in block_gru("c", sizes, stream(1, "w")).parameters()
               if p.name.endswith(".weight")]
    assert networks.cell_multiply_adds() == sum(
        len(p.values) * len(p.values[0]) for p in weights)


def test_a_measurement_is_the_median_of_pairs(monkeypatch):
    # pairs 2:1, 9:3, 8:2, the second with the floor first; the median of 2, 3 and 4 is 3
    times = iter([2.0, 1.0, 3.0, 9.0, 8.0, 2.0])
    monkeypatch.setattr(measuring, "calls_to_measure", lambda *_: 1)
    monkeypatch.setattr(measuring, "seconds_for", lambda *_: 1e-9 * next(times))
    kernel = measuring.Kernel("k", "step", 1, int, int, "loop", "why")
    found = measuring.measure(kernel, measuring.Effort(3, 0.0, 0.0))
    assert found == {"name": "k", "unit": "step", "floor_is": "loop", "why": "why",
                     "ours": pytest.approx(8.0), "floor": pytest.approx(2.0),
                     "ratio": pytest.approx(3.0)}


ROWS = [{"name": "slow", "unit": "step", "floor_is": "loop", "why": "it is thorough",
         "ours": 20.0, "floor": 10.0, "ratio": 2.0},
        {"name": "quick", "unit": "multiply-add", "floor_is": "loop", "why": "it was not",
         "ours": 12345.0, "floor": 10000.0, "ratio": 1.2},
        {"name": "scalar.exp", "unit": "call", "floor_is": "math.exp", "why": "",
         "ours": 20.0, "floor": 1.0, "ratio": 20.0}]


def test_what_is_above_the_goal_has_its_reason_below_the_table():
    assert bench.kernel_table("Python", ROWS).caption == "slow: it is thorough"
    assert [bench.is_above(row) for row in ROWS] == [True, False, False]


def test_a_kernel_table_fits_a_terminal():
    console = Console(width=80, record=True, file=io.StringIO())
    names = [make().name for make in kernels.KERNELS]
    rows = [{**ROWS[1], "name": name} for name in names]
    console.print(bench.kernel_table("Python 3.11.7", rows))
    printed = console.export_text()
    assert "12345" in printed
    assert "…" not in printed


def test_a_table_of_agents_fits_a_terminal_and_says_what_was_not_trained():
    row = {"name": "point mass, pixels", "trained": 1024, "whole": 10240, "seconds": 12345.0,
           "floor": 1000.0, "multiply_adds": 12.34e9, "update": None}
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(bench.deep_table({"CPython 3.11.7": [row], "PyPy 3.9": [
        {**row, "trained": 10240, "update": 123.4}]}))
    printed = console.export_text()
    assert "…" not in printed
    assert "10,240" in printed
    assert "12.3 " in printed  # 12345 / 1000
    assert "point mass, pixels, CPython 3.11.7: trained for 1,024 steps" in printed
    assert "PyPy 3.9: trained" not in printed
    assert "point mass, pixels, PyPy 3.9: 123 ms an update" in printed
    assert printed.count("an update") == 1  # of those whose updates are timed


def test_what_was_published_has_its_cost():
    published = bench.manifests(Project(ROOT))
    costs = bench.costs_of(published)
    assert list(costs) == ["00", "01", "02", "03", "04", "05", "06", "07"]
    for number, manifest in published.items():
        seconds = sum(run.seconds for run in manifest.runs.values())
        assert sum(costs[number].values()) == pytest.approx(seconds)
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(bench.film_table(published))
    assert "frames a second" in console.export_text()


def test_a_damaged_manifest_is_named(tmp_path):
    (tmp_path / "assets" / "01").mkdir(parents=True)
    (tmp_path / "assets" / "01" / "manifest.json").write_text("{")
    with pytest.raises(BuildError, match=r"01/manifest\.json is damaged"):
        bench.manifests(Project(tmp_path))


def test_training_is_measured_as_the_build_trains(tmp_path):
    (lesson,) = Project(ROOT).lessons(["00"])
    lesson.runs = {"race": lesson.runs["race"]}
    (seconds,) = bench.train(Project(ROOT), lesson, bench.interpreters()[0], tmp_path)
    assert 0.0 < seconds < 60.0
    assert load_record(tmp_path / "record.json") == load_record(lesson.record_path("race"))



def test_the_page_of_the_book_names_the_machine_and_the_reasons():
    page = bench.page({"Python": ROWS, "PyPy": ROWS}, "March 1, 2026", "a machine")
    assert "| slow, per step | 20.0 | 2.00 | 20.0 | 2.00 |" in page
    assert "Measured March 1, 2026 on a machine" in page
    assert page.count("it is thorough") == 1
    widths = {line.count("|") for line in page.splitlines() if line.startswith("|")}
    assert widths == {6}


@pytest.mark.slow
def test_the_bench_in_short(tmp_path):
    target = tmp_path / "bench.json"
    done = subprocess.run([sys.executable, str(BENCH), "--quick", "--json", str(target)],
                          capture_output=True, text=True, check=False,
                          env={"COLUMNS": "80", "PATH": "/usr/bin:/bin"})
    assert done.returncode == 0, done.stderr
    assert "Training, CPU seconds" in done.stdout
    assert "…" not in done.stdout  # nothing is cut
    kept = json.loads(target.read_text())
    found = kept["kernels"][bench.interpreters()[0].name]
    assert [row["name"] for row in found] == [make().name for make in kernels.KERNELS]
    assert all(0.0 < row["ratio"] < 1e3 for row in found)
    catcher, mass, pixels = kept["deep"][bench.interpreters()[0].name]
    assert (catcher["trained"], catcher["whole"]) == (1100, 14000)
    assert 2e9 < catcher["multiply_adds"] < 9e9  # 37,056 an action, 450,000 an early update
    assert (mass["trained"], mass["whole"]) == (512, 10240)
    # 76,000 a step: in each of ten epochs both networks forwards, 2500, and twice that backwards
    assert 7.5e8 < mass["multiply_adds"] < 8.1e8
    assert (pixels["trained"], pixels["whole"]) == (302, 4500)
    # 65 million in each of 3150 updates, where pixels that are 0 are skipped; and the acting
    assert 1.7e11 < pixels["multiply_adds"] < 2.2e11
    for deep in (catcher, mass, pixels):
        assert deep["floor"] < deep["seconds"] < 1e5
    assert (catcher["update"], mass["update"]) == (None, None)
    # nearly all of a training is updates, 0.7 of one a step
    assert 0.6 < 3.150 * pixels["update"] / pixels["seconds"] < 1.4
