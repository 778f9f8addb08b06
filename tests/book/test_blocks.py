"""Every example of the book does what is printed under it, run whole or pasted line by line."""

import os
import re
import subprocess
import sys
import time

import pytest
from blocks import MARKER, Block, blocks, faults, near_misses, pages
from pytest_codeblocks.main import extract_from_file

PAGES = pages()
EXAMPLES = [block for page, path in PAGES.items()
            for block in blocks(path.read_text("utf-8"), page)]
PROMPTS = re.compile(r"(>>> |\.\.\. )+")

every_example = pytest.mark.parametrize("block", EXAMPLES, ids=str)
every_page = pytest.mark.parametrize("page", PAGES)


def run(arguments, folder, **options):
    """A fresh interpreter with an empty home, in an empty folder."""
    home, work = folder / "home", folder / "work"
    home.mkdir()
    work.mkdir()
    passed_on = {name: value for name, value in os.environ.items()
                 if name not in ("PYTHONSTARTUP", "PYTHONINSPECT")}
    done = subprocess.run([sys.executable, *arguments], cwd=work, capture_output=True, text=True,
                          encoding="utf-8", timeout=60, check=False, **options,
                          env={**passed_on, "HOME": str(home), "PYTHONIOENCODING": "utf-8"})
    assert list(work.iterdir()) == [], "the example leaves files behind"
    return done


def run_alone(block, folder):
    program = folder / "example.py"
    program.write_text(block.code, "utf-8")
    done = run([str(program)], folder)
    assert done.stderr == "", done.stderr
    assert done.returncode == 0
    return done.stdout


def paste(block, folder):
    """Feed an interactive interpreter; what it prints apart from its prompts is an error."""
    done = run(["-q", "-i"], folder, input=block.code + "\n\n")
    assert PROMPTS.sub("", done.stderr).strip() == "", PROMPTS.sub("", done.stderr)
    return done.stdout


def check_output(block, printed):
    if block.output is None:
        assert printed == "", f"{block} prints this; show it below a line {MARKER}:\n{printed}"
    else:
        assert printed == block.output, f"{block} prints this:\n{printed}"


@every_example
def test_runs_alone_with_the_printed_output(block, tmp_path, record_property):
    start = time.perf_counter()
    printed = run_alone(block, tmp_path)
    record_property("example_seconds", time.perf_counter() - start)
    check_output(block, printed)


@pytest.mark.slow  # every example a second time
@every_example
def test_pasted_line_by_line_prints_the_same(block, tmp_path):
    check_output(block, paste(block, tmp_path))


@every_example
def test_is_written_for_pasting(block):
    found = faults(block)
    assert not found, "\n".join([str(block), *found])


@every_page
def test_page_has_no_near_miss(page):
    found = near_misses(PAGES[page].read_text("utf-8"))
    assert not found, "\n".join(f"{page}:{fault}" for fault in found)


@every_page
def test_codeblocks_sees_the_same_examples(page):
    theirs = [(b.lineno, solid_lines(b.code), solid_lines(b.expected_output))
              for b in extract_from_file(PAGES[page]) if b.syntax == "python"]
    ours = [(b.line, solid_lines(b.code), solid_lines(b.output))
            for b in EXAMPLES if b.page == page]
    assert theirs == ours


def solid_lines(text):
    """The lines that are not blank: pytest-codeblocks drops blank lines of indented fences."""
    return [line for line in (text or "").splitlines() if line.strip()]


# The checks themselves, on pages that are right and pages that are not.

SHOWN = f"```python\nprint(1)\n```\n\n{MARKER}\n\n```text\n1\n```\n"

GOOD_PAGES = {
    "example": SHOWN,
    "silent example": "```python\nx = 1\n```\n",
    "in an admonition": "!!! note\n\n" + "".join(f"    {line}\n" for line in SHOWN.split("\n")),
    "listing": '```py title="src/policywerk/a.py:f,A.b"\n```\n',
    "numbered listing": '```py title="src/policywerk/a.py:f" linenums="1"\n```\n',
    "stub": "<!-- not run -->\n```py\ndef f(): ...\n```\n",
    "stub further down": "<!-- not run -->\n\n```py\ndef f(): ...\n```\n",
    "session": "```console\n$ make book\n```\n",
    "drawing": "```mermaid\na --> b\n```\n",
    "comment": "<!-- a remark\nof two lines -->\n",
    "marker in prose": f"Write `{MARKER}` below.\n",
    "quoted page": f"`````markdown\n{SHOWN}``` python\n`````\n",
    "comment marks in fences": "```html\n<!--\n```\n```python\nx = 1\n```\n```html\n-->\n```\n",
}

BAD_PAGES = {
    "space": "``` python\nprint(1)\n```\n",
    "space after": "```python \nprint(1)\n```\n",
    "capital": "```Python\nprint(1)\n```\n",
    "tildes": "~~~python\nprint(1)\n~~~\n",
    "tildes of text": "~~~text\n1\n~~~\n",
    "quoted": "> ```python\n> print(1)\n> ```\n",
    "py": "```py\nprint(1)\n```\n",
    "py below prose": "not run\n\n```py\nprint(1)\n```\n",
    "python3": "```python3\nprint(1)\n```\n",
    "pycon": "```pycon\n>>> 1\n```\n",
    "attributes": "``` {.python}\nprint(1)\n```\n",
    "title on an example": '```python title="a.py"\nprint(1)\n```\n',
    "listing of no target": '```py title="src/policywerk/a.py"\n```\n',
    "listing of another tree": '```py title="scripts/a.py:f"\n```\n',
    "listing with a space": '``` py title="src/policywerk/a.py:f"\n```\n',
    "no language": "```\nprint(1)\n```\n",
    "unknown language": "```phyton3\nprint(1)\n```\n",
    "not run above an example": "<!-- not run -->\n```python\nprint(1)\n```\n",
    "sh": "```sh\nls\n```\n",
    "bash": "```bash\nls\n```\n",
    "in a comment": "<!--\n```python\nprint(1)\n```\n-->\n",
    "never closed": "```python\nprint(1)\n",
    "closed elsewhere": "    ```python\n    print(1)\n  ```\n",
    "inline code at the start of a line": "as in\n```python``` fences\n",
    "cont": "<!--pytest-codeblocks:cont-->\n```python\nprint(1)\n```\n",
    "skip": "<!--pytest.mark.skip-->\n```python\nx = 1\n```\n",
    "xfail": "<!--pytest.mark.xfail-->\n```python\nx = 1\n```\n",
    "skip the file": "<!--pytest-codeblocks:skipfile-->\n",
    "misspelt marker": SHOWN.replace("codeblocks", "codeblock"),
    "spaced marker": SHOWN.replace("<!--", "<!-- "),
    "ignored white space": SHOWN.replace("output-->", "output-ignore-whitespace-->"),
    "marker below text": f"```text\na\n```\n\n{MARKER}\n\n```text\n1\n```\n",
    "marker below mermaid": f"```mermaid\na\n```\n\n{MARKER}\n\n```text\n1\n```\n",
    "marker below prose": SHOWN.replace(MARKER, f"It prints:\n\n{MARKER}"),
    "marker without output": SHOWN.replace("```text\n1\n```\n", "It prints 1.\n"),
    "marker above a listing": SHOWN.replace("text", "json"),
    "marker at another depth": SHOWN.replace(MARKER, f"    {MARKER}"),
    "indented output with a blank line": "".join(
        f"    {line}\n" if line else "\n" for line in SHOWN.replace("1\n", "1\n\n2\n").split("\n")),
    "output without marker": SHOWN.replace(MARKER, ""),
}


@pytest.mark.parametrize("text", GOOD_PAGES.values(), ids=GOOD_PAGES)
def test_a_good_page_passes(text):
    assert near_misses(text) == []


@pytest.mark.parametrize("text", BAD_PAGES.values(), ids=BAD_PAGES)
def test_a_near_miss_is_found(text):
    messages = {fault.partition(": ")[2] for fault in near_misses(text)}
    assert len(messages) == 1


def test_a_fault_names_its_line():
    assert near_misses("text\n\n```bash\nls\n```\n")[0].startswith("3: bash: ")


GOOD_CODE = {
    "loop": "for i in range(2):\n    print(i)\n\nprint(2)\n",
    "last block": "for i in range(2):\n    print(i)\n",
    "else": "if True:\n    x = 1\nelse:\n    x = 2\n",
    "docstring with a blank line": 'def f():\n    """A.\n\n    B."""\n    return 1\n',
    "calls": "numbers = []\nnumbers.append(1)\n",
    "blank lines at the top level": "x = 1\n\n\ny = [\n    1,\n\n    2,\n]\n",
    "decorated": "import functools\n\n@functools.cache\ndef f():\n    return 1\n\nx = f()\n",
    "name of an error": "x = type(ValueError()).__name__\n",
    "caught error": "try:\n    x = 1 / 0\nexcept ZeroDivisionError:\n    x = 2\n",
}

BAD_CODE = {
    "bare name": "x = 1\nx\n",
    "bare expression": "1 + 1\n",
    "bare expression in a loop": "for i in range(2):\n    i\n",
    "blank line in a function": "def f():\n    x = 1\n\n    return x\n",
    "blank line between methods": "class A:\n    x = 1\n\n    y = 2\n",
    "no blank line after": "for i in range(2):\n    print(i)\nprint(2)\n",
    "comment after": "for i in range(2):\n    print(i)\n# done\nx = 1\n",
    "main guard": 'if __name__ == "__main__":\n    x = 1\n',
    "tab": "if True:\n\tx = 1\n",
    "syntax": "x = = 1\n",
}


def example(code, output=None):
    return Block("page", 1, code, output)


@pytest.mark.parametrize("code", GOOD_CODE.values(), ids=GOOD_CODE)
def test_good_code_passes_and_pastes(code, tmp_path):
    assert faults(example(code)) == []
    paste(example(code), tmp_path)


@pytest.mark.parametrize("code", BAD_CODE.values(), ids=BAD_CODE)
def test_bad_code_is_found(code):
    assert len(faults(example(code))) == 1


@pytest.mark.parametrize(("printed", "allowed"), [
    ("0.123456", True), ("0.1234567", False), ("-0.00123456", True), ("1234.5678", False),
    ("1.5e-12", True), ("1.2345678e-12", False), ("2000000.0", True), ("3.11.7000001", True),
    ("0.30000000000000004", False), ("sha256:0.a", True), ("[0.1, 0.1234567]", False),
])
def test_floats_are_printed_with_six_digits(printed, allowed):
    assert (faults(example("print(x)\n", printed)) == []) is allowed
    assert faults(example("print(x)  # every digit\n", printed)) == []


@pytest.mark.parametrize("code", [
    "print(2)\n",                                   # another output
    "x = 1\n",                                      # none
    "print(1)\nraise ValueError\n",                 # the right one, then an error
    "import sys\nprint(1)\nprint(2, file=sys.stderr)\n",
    "import sys\nprint(1)\nsys.exit(1)\n",
    "print(1)\nopen('left', 'w').close()\n",
], ids=["other output", "no output", "error", "stderr", "status", "file"])
def test_a_wrong_example_fails_when_run(code, tmp_path):
    block = example(code, "1\n")
    with pytest.raises(AssertionError):
        check_output(block, run_alone(block, tmp_path))


@pytest.mark.parametrize("code", [
    "for i in range(1):\n    print(1)\nx = 2\n",     # needs a blank line
    "x = 1\nx\n",                                   # would echo
    "numbers = [1]\nnumbers.pop()\nprint(1)\n",     # so would this
    "def f():\n    x = 1\n\n    return x\n\nprint(f())\n",
], ids=["dedent", "echo", "echo of a call", "blank line"])
def test_a_wrong_example_fails_when_pasted(code, tmp_path):
    block = example(code, "1\n" if "print(1)" in code else None)
    with pytest.raises(AssertionError):
        check_output(block, paste(block, tmp_path))


def test_output_must_be_shown(tmp_path):
    with pytest.raises(AssertionError, match="show it below"):
        check_output(example("print(1)\n"), run_alone(example("print(1)\n"), tmp_path))
