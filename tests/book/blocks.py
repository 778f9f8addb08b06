"""Read the examples of a page, and find what the tools would pass over in silence."""

import ast
import re
from pathlib import Path
from typing import NamedTuple, Optional

from pages import fences, split_lines

ROOT = Path(__file__).resolve().parents[2]
MARKER = "<!--pytest-codeblocks:expected-output-->"
NOT_RUN = "<!-- not run -->"
EVERY_DIGIT = "# every digit"

PYTHON_NAMES = {"py", "py3", "pyi", "pycon", "python", "python2", "python3", "ipython"}
SHELL_NAMES = {"sh", "bash", "shell", "zsh", "fish", "shell-session"}
OTHER_NAMES = {"text", "console", "mermaid", "markdown", "json", "toml", "yaml", "ini", "make",
               "html", "css", "javascript", "diff", "bibtex"}
LISTING = re.compile(r'py title="src/[^":]+\.py:[^":]+"( [^`]*)?')
QUOTED_FENCE = re.compile(r"\s*>[\s>]*(`{3,}|~{3,})")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
NEAR_MARKER = re.compile(r"<!--.*(codeblock|pytest|expected.?output)", re.IGNORECASE)
FLOAT = re.compile(r"(?<![\w.])\d+\.\d+(?:[eE][-+]?\d+)?(?![\w.])")


class Block(NamedTuple):
    """A ```python fence of a page, with the output printed under it."""

    page: str
    line: int  # of the fence, from 1
    code: str
    output: Optional[str]

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def pages(root=ROOT):
    """Every page with examples, by its path from the root."""
    found = [*sorted(root.glob("docs/**/*.md")), root / "README.md", root / "CONTRIBUTING.md"]
    return {path.relative_to(root).as_posix(): path for path in found if path.exists()}


def body(lines, fence):
    """The text between the fence lines, without the indentation of the fence."""
    return "".join(line.removeprefix(fence.indent) + "\n"
                   for line in lines[fence.first + 1:fence.last])


def solid(lines, at, step):
    """The index of the next line that is not blank, going up (-1) or down (+1), or None."""
    at += step
    while 0 <= at < len(lines):
        if lines[at].strip():
            return at
        at += step
    return None


def blocks(text, page="page"):
    """The examples of a page, as we understand it."""
    lines = split_lines(text)
    starts = {fence.first: fence for fence in fences(lines)}
    found = []
    for fence in starts.values():
        if fence.info == "python":
            marker = solid(lines, fence.last, +1)
            marked = marker is not None and lines[marker].strip() == MARKER
            output = starts.get(solid(lines, marker, +1)) if marked else None
            found.append(Block(page, fence.first + 1, body(lines, fence),
                               body(lines, output) if output else None))
    return found


def near_misses(text):
    """What looks like an example and is not one, or is one and should not be: 'line: message'."""
    lines = split_lines(text)
    found = list(fences(lines))
    faults = [*stray_fences(lines, found), *commented_fences(lines, found)]
    for fence in found:
        faults += [(fence.first, message) for message in info_faults(lines, fence)]
    faults += marker_faults(lines, found)
    return [f"{index + 1}: {message}" for index, message in sorted(faults)]


def outside(lines, found):
    """The lines of prose: (index, line) of all that stand in no fence."""
    inside = {i for fence in found for i in range(fence.first, fence.last + 1)}
    return [(i, line) for i, line in enumerate(lines) if i not in inside]


def stray_fences(lines, found):
    for i, line in outside(lines, found):
        if QUOTED_FENCE.match(line):
            yield i, "a fence in a block quote is not run: take it out, or use an admonition"
        elif line.lstrip().startswith(("```", "~~~")):
            yield i, "this fence is never closed at its indentation (or is inline code: reflow it)"


def commented_fences(lines, found):
    kept = dict(outside(lines, found)) | {fence.first: lines[fence.first] for fence in found}
    page = [kept.get(i, "") for i in range(len(lines))]
    text = "\n".join(page)
    firsts = {fence.first for fence in found}
    for comment in COMMENT.finditer(text):
        start = text.count("\n", 0, comment.start())
        end = text.count("\n", 0, comment.end())
        for i in firsts & set(range(start, end + 1)):
            yield i, "a fence in an HTML comment is run but not shown: delete it"


def info_faults(lines, fence):
    info = fence.info
    name = re.match(r"[\s{.]*([\w+-]*)", info)[1].lower()
    if fence.mark.startswith("~"):
        yield "fence with ~~~: use backticks"
    if name in SHELL_NAMES:
        yield f"{name}: pytest-codeblocks would run it; write console, with $ before each command"
    elif name in PYTHON_NAMES:
        above = solid(lines, fence.first, -1)
        not_run = above is not None and lines[above].strip() == NOT_RUN
        if not (info == "python" or LISTING.fullmatch(info) or (info == "py" and not_run)):
            yield ("not run: write ```python for an example, py title=\"src/...:target\" for a "
                   f"listing, or py below a line {NOT_RUN}")
        if info == "python" and not_run:
            yield f"{NOT_RUN} stands above an example, which is run: use py"
    elif name not in OTHER_NAMES:
        yield f"unknown language {name!r}; known: python, py, {', '.join(sorted(OTHER_NAMES))}"
    elif info != info.strip():
        yield "space between the backticks and the language"


def marker_faults(lines, found):
    closes = {fence.last: fence for fence in found}
    opens = {fence.first: fence for fence in found}
    for i, line in outside(lines, found):
        if line.strip() == MARKER:
            above, below = closes.get(solid(lines, i, -1)), opens.get(solid(lines, i, +1))
            if above is None or above.info != "python":
                yield i, "expected output of no python block: nothing would be checked"
            elif below is None or below.info != "text":
                yield i, "expected output needs a text fence below it"
            elif not above.indent == below.indent == line[:len(line) - len(line.lstrip())]:
                yield i, "example, marker and output differ in indentation"
            elif below.indent and "\n\n" in "\n" + body(lines, below):
                yield i, "pytest-codeblocks drops the blank lines of an indented output: print none"
        elif NEAR_MARKER.match(line.strip()):
            yield i, f"the only marker allowed is {MARKER}, alone on its line"
    for fence in found:
        below = opens.get(solid(lines, fence.last, +1))
        if fence.info == "python" and below is not None and below.info == "text":
            yield below.first, f"output that nothing checks: write {MARKER} above it"


def faults(block):
    """What would trip a reader who pastes the block, or breaks the book's rules for blocks."""
    try:
        tree = ast.parse(block.code)
    except SyntaxError as error:
        return [f"not Python: {error}"]
    lines = [*split_lines(block.code), ""]
    found = [*expression_faults(tree), *layout_faults(tree, lines)]
    if any(isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(tree)):
        found.append("main guard: a block is not a module")
    if "\t" in block.code:
        found.append("tab: an interpreter completes names at it")
    if block.output and EVERY_DIGIT not in block.code:
        found += [f"{number}: print at most 6 significant digits, or say `{EVERY_DIGIT}`"
                  for number in FLOAT.findall(block.output) if significant_digits(number) > 6]
    return found


def expression_faults(tree):
    documented = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    docstrings = {node.body[0] for node in ast.walk(tree) if isinstance(node, documented)}
    for node in ast.walk(tree):
        called = isinstance(getattr(node, "value", None), (ast.Call, ast.Yield, ast.YieldFrom))
        if isinstance(node, ast.Expr) and not called and node not in docstrings:
            yield f"line {node.lineno}: bare expression: print it"


def layout_faults(tree, lines):
    in_string = {i for node in ast.walk(tree) if isinstance(node, (ast.Constant, ast.JoinedStr))
                 for i in range(node.lineno, node.end_lineno)}
    compound = [node for node in tree.body if hasattr(node, "body")]
    for node in compound:
        for i in range(node.lineno - 1, node.end_lineno):
            if not lines[i].strip() and i not in in_string:
                yield f"line {i + 1}: blank line inside an indented block"
        if lines[node.end_lineno].strip():
            yield f"line {node.end_lineno + 1}: an indented block ends here: blank line first"


def significant_digits(number):
    mantissa = number.lower().partition("e")[0]
    return len(mantissa.replace(".", "").strip("0"))
