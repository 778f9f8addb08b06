"""Labs run when their code or what it reaches has changed, in processes that end with the build."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cells import CellError, Outputs, Runs

HOOKS = Path(__file__).resolve().parents[2] / "scripts/hooks"
PACKAGE = '''"""A package."""

STEP = 2


def used(x):
    """Twice as much."""
    return STEP * x


def unused(x):
    return x
'''
LAB = "from policywerk.steps import used\n\nprint(used(3))"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with a package of one module and two labs, of which one imports it."""
    for folder in ("src/policywerk", "docs/labs"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "src/policywerk/__init__.py").touch()
    (tmp_path / "src/policywerk/steps.py").write_text(PACKAGE)
    (tmp_path / "docs/labs/one.py").write_text(f"# %% [markdown]\n# # One\n\n# %%\n{LAB}\n")
    (tmp_path / "docs/labs/two.py").write_text("# %%\nprint(1)\n")
    return tmp_path


def runs(root: Path, one: tuple[str, ...] = (LAB,)) -> Runs:
    return Runs(root, root / "docs", {"labs/one.py": list(one), "labs/two.py": ["print(1)"]})


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def outputs_of(root: Path, *cells: str) -> Outputs:
    return runs(root, cells).outputs("labs/one.py")


def test_what_cells_show(root: Path):
    printed, value, nothing = outputs_of(
        root, "print('a')\nprint('b')", "x = 6\nx * 7", "import sys; x;")
    assert printed == [{"output_type": "stream", "name": "stdout", "text": "a\nb\n"}]
    assert [output["data"] for output in value] == [{"text/plain": "42"}]
    assert nothing == []


def test_outputs_keep_their_order(root: Path):
    cell = "import sys\nprint(1)\nprint(2, file=sys.stderr)\nprint(3)\n4"
    [shown] = outputs_of(root, cell)
    assert [output.get("text") for output in shown] == ["1\n", "2\n", "3\n", None]


def test_a_picture_is_shown_below_its_cell(root: Path):
    cell = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    [[picture]] = outputs_of(root, cell)
    assert picture["output_type"] == "display_data"
    assert picture["data"]["image/png"].startswith("iVBOR")


def test_a_cell_that_fails_is_shown_with_its_traceback(root: Path):
    with pytest.raises(CellError, match=r"print\(1 / 0\)[\s\S]*ZeroDivisionError: division"):
        outputs_of(root, "x = 1", "print(1 / 0)")


def test_a_lab_that_ends_its_process_says_so(root: Path):
    with pytest.raises(CellError, match="its process ended with status 3"):
        outputs_of(root, "import os\nos._exit(3)")


def test_a_lab_runs_the_package_of_its_own_checkout(root: Path):
    [[printed]] = outputs_of(root, LAB)
    assert printed["text"] == "6\n"


def ran_both(root: Path) -> None:
    first = runs(root)
    assert first.waiting == ["labs/one.py", "labs/two.py"]
    for name in first.labs:
        first.outputs(name)
    assert runs(root).waiting == []


@pytest.mark.parametrize(("file", "old", "new"), [
    ("src/policywerk/steps.py", "Twice as much", "Double"),
    ("src/policywerk/steps.py", '"""A package."""', "# a comment"),
    ("src/policywerk/steps.py", "return x", "return x + 1"),
    ("docs/labs/one.py", "# # One", "# # Number one"),
])
def test_what_runs_no_lab(root: Path, file: str, old: str, new: str):
    ran_both(root)
    edit(root / file, old, new)
    assert runs(root).waiting == []


@pytest.mark.parametrize(("old", "new"), [("STEP * x", "STEP + x"), ("STEP = 2", "STEP = 3")])
def test_a_change_that_a_lab_reaches_runs_that_lab(root: Path, old: str, new: str):
    ran_both(root)
    edit(root / "src/policywerk/steps.py", old, new)
    assert runs(root).waiting == ["labs/one.py"]
    edit(root / "src/policywerk/steps.py", new, old)  # taken back: it is still known
    assert runs(root).waiting == []


def test_a_change_of_its_code_runs_a_lab(root: Path):
    ran_both(root)
    edit(root / "docs/labs/one.py", "used(3)", "used(4)")
    assert runs(root, (LAB.replace("3", "4"),)).waiting == ["labs/one.py"]


BUILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from cells import Runs
root = Path(sys.argv[2])
code = f"import os, time; open({str(root / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(60)"
print(Runs(root, root / "docs", {"labs/one.py": [code]}).outputs("labs/one.py"))
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="needs /proc")
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_lab_at_work_ends_with_the_build_and_leaves_nothing(root: Path, sent: int):
    process = subprocess.Popen([sys.executable, "-c", BUILD, str(HOOKS), str(root)], cwd=root,
                               stderr=subprocess.DEVNULL)
    note = root / "pid"
    until = time.monotonic() + 30
    while not (note.exists() and note.read_text()):
        assert time.monotonic() < until
        time.sleep(0.05)
    process.send_signal(sent)
    process.wait(timeout=60)
    while is_alive(int(note.read_text())):
        assert time.monotonic() < until, "the lab outlived the build"
        time.sleep(0.05)
    assert sorted(path.name for path in root.iterdir()) == ["docs", "pid", "src"]


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_weights_that_a_lab_names_are_what_its_outputs_depend_on(root: Path):
    weights = root / "src/policywerk/data/weights"
    weights.mkdir(parents=True)
    (weights / "05-x.json").write_text("old")
    before = runs(root, ("play('05-x')",)).keys["labs/one.py"], runs(root).keys["labs/one.py"]
    (weights / "05-x.json").write_text("new")
    after = runs(root, ("play('05-x')",)).keys["labs/one.py"], runs(root).keys["labs/one.py"]
    assert before[0] != after[0]
    assert before[1] == after[1]
    (weights / "05-x.2.json").write_text("more")
    assert runs(root, ("play('05-x')",)).keys["labs/one.py"] != after[0]
    assert runs(root).keys["labs/one.py"] == after[1]
