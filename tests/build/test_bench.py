"""The measurements of `make bench`: both sides of a kernel do the same work."""

import io
import json
import subprocess
import sys

import pytest
from dummy_project import ROOT
from rich.console import Console

import bench
from benchmarks import kernels
from pipeline.errors import BuildError
from pipeline.project import Project
from policywerk.data.record import load_record

BENCH = ROOT / "scripts" / "bench.py"


@pytest.mark.parametrize("make", [kernels.dot_product, kernels.matrix_vector_product,
                                  kernels.bellman_sweep,
                                  kernels.lambda_return_pass, kernels.trace_step])
def test_a_bare_loop_gives_what_our_kernel_gives(make):
    kernel = make()
    assert kernel.ours() == kernel.bare()


def test_draws_from_a_buffer_are_those_of_a_bare_list():
    kernel = kernels.replay()
    for _ in range(3):
        assert kernel.ours() == kernel.bare()


@pytest.mark.parametrize("make", [kernels.network_gradient, kernels.convolution_gradient,
                                  kernels.block_gru_step, kernels.norm_on_the_tape])
def test_a_network_has_the_gradient_of_its_bare_loops(make):
    kernel = make()
    for ours, bare in zip(kernel.ours(), kernel.bare()):
        for row, bare_row in zip(ours, bare):
            assert row == pytest.approx(bare_row, rel=1e-9, abs=1e-15)


def test_a_divergence_has_the_slopes_of_its_bare_loops():
    kernel = kernels.divergence_of_categoricals()
    for row, bare_row in zip(kernel.ours(), kernel.bare()):
        assert row == pytest.approx(bare_row, rel=1e-11, abs=1e-15)


@pytest.mark.parametrize("make", [kernels.softmax_of_logits, kernels.norm_of_activations])
def test_an_activation_agrees_with_its_bare_loops(make):
    kernel = make()
    assert kernel.ours() == pytest.approx(kernel.bare(), rel=1e-14)


@pytest.mark.parametrize("name", ["exp", "log", "sin", "cos", "tanh"])
def test_functions_of_a_number_agree_with_the_c_library(name):
    kernel = kernels.function_of_a_number(name, 0.5, 2.0)
    assert kernel.ours() == pytest.approx(kernel.bare(), rel=1e-14)


def test_a_measurement_names_what_was_measured(monkeypatch):
    monkeypatch.setattr(kernels, "SHORTEST", 1e-4)
    measured = kernels.measure(kernels.dot_product())
    assert (measured["name"], measured["bare_is"]) == ("vector.dot", "index loop")
    assert 0.1 < measured["ours"] < 1e5  # nanoseconds
    assert 0.1 < measured["bare"] < 1e5


def test_what_is_above_the_goal_has_its_reason_below_the_table(monkeypatch):
    common = {"unit": "step", "bare_is": "loop", "bare": 10.0}
    rows = [{"name": "slow", "why": "it is thorough", "ours": 20.0, **common},
            {"name": "quick", "why": "it was not", "ours": 12.0, **common}]
    monkeypatch.setattr(bench, "ask", lambda *_: json.dumps(rows))
    table = bench.kernel_table(Project(ROOT), bench.interpreters()[0])
    assert table.caption == "slow: it is thorough"


def test_a_kernel_table_fits_a_terminal(monkeypatch):
    rows = [{"name": "matrix_vector", "unit": "multiply-add", "bare_is": "loops, our exp",
             "why": "", "ours": ours, "bare": bare}
            for ours, bare in ((12345.0, 2135.0), (677.0, 38.6), (0.9, 1.1))]
    monkeypatch.setattr(bench, "ask", lambda *_: json.dumps(rows))
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(bench.kernel_table(Project(ROOT), bench.interpreters()[0]))
    printed = console.export_text()
    assert "17.5" in printed
    assert "…" not in printed


def test_what_was_published_has_its_cost():
    published = bench.manifests(Project(ROOT))
    costs = bench.costs_of(published)
    assert list(costs) == ["00", "01", "02", "03", "04"]
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


@pytest.mark.slow
def test_the_tables_fit_a_terminal():
    done = subprocess.run([sys.executable, str(BENCH)], capture_output=True, text=True,
                          env={"COLUMNS": "80", "PATH": "/usr/bin:/bin"}, check=False)
    assert done.returncode == 0, done.stderr
    assert "one Bellman sweep" in done.stdout
    assert "Training, CPU seconds" in done.stdout
    assert "…" not in done.stdout  # nothing is cut
