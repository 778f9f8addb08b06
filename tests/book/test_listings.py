"""The book prints the program: every line of src, once, in its real text."""

import os
from functools import cache

import pytest

import weave
from dissect import dissect
from pages import book, fences, read, split_lines

PROGRAM = weave.Program(weave.ROOT)
PAGES = book(weave.ROOT)


@pytest.mark.parametrize("page", PAGES)
def test_listings_are_as_in_the_source(page):
    text = read(PAGES[page])
    woven, errors = weave.weave(text, PROGRAM, page)
    assert errors == []
    drift = weave.difference(text, woven, page)
    assert not drift, "run scripts/weave.py\n" + drift


@cache
def census():
    return list(weave.census(weave.ROOT))


@pytest.mark.parametrize("path", PROGRAM.paths)
def test_every_line_is_printed_once(path):
    faults = [said for said in census() if said.startswith(path + ":")]
    assert not faults, "\n".join(["the book does not print each object once:", *faults])


@pytest.mark.parametrize("path", PROGRAM.paths)
def test_every_line_belongs_to_one_target(path):
    module = PROGRAM.module(path)
    parts = {tuple(indexes) for indexes in module.parts.values()}  # `A, B = 1, 2` is one part
    owned = sorted(i for part in parts for i in part if module.lines[i].strip())
    assert owned == [i for i, line in enumerate(module.lines) if line.strip()]


# weave itself, on a small book.

SOURCE = '''\
"""A module."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from os import PathLike

# why ten
TEN = 10
LOW, HIGH = (
    1,

    2,
)
NAMES: list[str] = ["a"]
NAMES.append("b")


# first line
# second line
@cache
@retry(
    times=3,
)
def f(x: int) -> int:
    """Doc.

    More.
    """
    return x
    # last remark

# a heading

# about g

async def g() -> None:
    await f(1)


@overload
def h(x: int) -> int: ...
@overload
def h(x: str) -> str: ...
def h(x):
    return x


@dataclass(
    frozen=True
)
class C(
    Base,
):
    """Doc."""

    # a field
    x: int = 1

    # about m
    @property
    def m(self) -> int:
        return 1

    @m.setter
    def m(self, value: int) -> None:
        pass

    y: int = 2

    async def n(self) -> None:
        pass

class D: z = 3
class E:
    # the only method
    def run(self) -> None: pass


def main() -> None:
    pass


if __name__ == "__main__":
    main()
# the end
'''

TARGETS = {
    "imports": '"""A module."""\n\nfrom __future__ import annotations\n\nimport math\n'
               "from typing import TYPE_CHECKING, overload\n\n"
               "if TYPE_CHECKING:\n    from os import PathLike",
    "TEN": "# why ten\nTEN = 10",
    "LOW": "LOW, HIGH = (\n    1,\n\n    2,\n)",
    "HIGH": "LOW, HIGH = (\n    1,\n\n    2,\n)",
    "LOW,HIGH": "LOW, HIGH = (\n    1,\n\n    2,\n)",
    "NAMES": 'NAMES: list[str] = ["a"]\nNAMES.append("b")',
    "f": "# first line\n# second line\n@cache\n@retry(\n    times=3,\n)\ndef f(x: int) -> int:\n"
         '    """Doc.\n\n    More.\n    """\n    return x\n    # last remark',
    "g": "# a heading\n\n# about g\n\nasync def g() -> None:\n    await f(1)",
    "h": "@overload\ndef h(x: int) -> int: ...\n@overload\ndef h(x: str) -> str: ...\n"
         "def h(x):\n    return x",
    "C": "@dataclass(\n    frozen=True\n)\nclass C(\n    Base,\n):\n"
         '    """Doc."""\n\n    # a field\n    x: int = 1\n\n    y: int = 2',
    "C.m": "    # about m\n    @property\n    def m(self) -> int:\n        return 1\n\n"
           "    @m.setter\n    def m(self, value: int) -> None:\n        pass",
    "C.n": "    async def n(self) -> None:\n        pass",
    "D": "class D: z = 3",
    "E": "class E:",
    "E.run": "    # the only method\n    def run(self) -> None: pass",
    "E,E.run": "class E:\n    # the only method\n    def run(self) -> None: pass",
    "main": 'def main() -> None:\n    pass\n\n\nif __name__ == "__main__":\n    main()\n# the end',
    "TEN, D": "# why ten\nTEN = 10\n\nclass D: z = 3",
    "D,TEN": "class D: z = 3\n\n# why ten\nTEN = 10",
}


def make_book(root, page, source=SOURCE):
    for path, text in {"src/p/a.py": source, "docs/page.md": page}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode("utf-8"))
    return root / "docs/page.md"


def fence(target, body="", indent="", marks="```"):
    lines = [f'{marks}py title="src/p/a.py:{target}"', *body.splitlines(), marks]
    return "".join((indent + line if line else "") + "\n" for line in lines)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("indent", ["", "    ", "        "])
@pytest.mark.parametrize("source", [SOURCE, SOURCE.replace("\n", "\r\n")], ids=["LF", "CRLF"])
def test_a_target_is_printed(target, indent, source, tmp_path):
    page = make_book(tmp_path, fence(target, "old text", indent) + "\nafter\n", source)
    assert weave.main([], tmp_path) == 0
    assert read(page) == fence(target, TARGETS[target], indent) + "\nafter\n"


def test_line_ends_of_the_page_are_kept(tmp_path):
    page = make_book(tmp_path, fence("f").replace("\n", "\r\n"))
    assert weave.main([], tmp_path) == 0
    assert read(page) == fence("f", TARGETS["f"]).replace("\n", "\r\n")


def test_the_targets_divide_the_module():
    module = dissect(SOURCE)
    assert set(module.parts) == {name for name in TARGETS if "," not in name}
    owned = sorted(i for name, part in module.parts.items() if name != "HIGH" for i in part)
    assert [i for i in owned if module.lines[i]] == \
        [i for i, line in enumerate(module.lines) if line]


@pytest.mark.parametrize("text", [
    "no listing\n",
    f"`````markdown\n{fence('f')}`````\n",                 # a page shown, not a listing
    "```py\ndef f(): ...\n```\n",
    "```python\nprint(1)\n```\n",
    fence("TEN", TARGETS["TEN"]),                          # current already
])
def test_the_rest_is_left_alone(text, tmp_path, capsys):
    page = make_book(tmp_path, text)
    before = page.stat()
    assert weave.main([], tmp_path) == 0
    assert read(page) == text
    assert page.stat().st_mtime_ns == before.st_mtime_ns
    assert page.stat().st_ino == before.st_ino             # not even rewritten
    assert capsys.readouterr().out == ""


def test_check_shows_the_difference_and_writes_nothing(tmp_path, capsys):
    page = make_book(tmp_path, fence("TEN", "TEN = 9"))
    assert weave.main(["--check"], tmp_path) == 1
    assert read(page) == fence("TEN", "TEN = 9")
    assert "-TEN = 9\n+# why ten\n+TEN = 10" in capsys.readouterr().out
    assert weave.main([], tmp_path) == 0
    assert weave.main(["--check"], tmp_path) == 0


@pytest.mark.parametrize(("title", "message"), [
    ("src/p/a.py:TENN", "no object named 'TENN' there; close to it: TEN"),
    ("src/p/a.py:C.mm", "close to it: C.m"),
    ("src/p/a.py:f,gg", "no object named 'gg'"),
    ("src/p/a.py", "no object named ''"),
    ("src/p/aa.py:f", "no such source file; close to it: src/p/a.py"),
    ("docs/page.md:f", "no such source file"),
])
def test_an_unknown_target_is_named(title, message, tmp_path, capsys):
    text = f'\n```py title="{title}"\nkept\n```\n\n' + fence("TEN")
    page = make_book(tmp_path, text)
    assert weave.main([], tmp_path) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"docs/page.md:2: {title}")
    assert message in error
    assert error.count("\n") == 1
    assert read(page) == text.replace(fence("TEN"), fence("TEN", TARGETS["TEN"]))


def test_a_source_that_is_not_python_is_named(tmp_path, capsys):
    make_book(tmp_path, fence("f"), source="def f(:\n")
    assert weave.main([], tmp_path) == 2
    assert weave.main(["--missing"], tmp_path) == 2
    assert "src/p/a.py is not valid Python: " in capsys.readouterr().err


def test_a_page_that_does_not_exist_is_named(tmp_path, capsys):
    make_book(tmp_path, "")
    assert weave.main([str(tmp_path / "docs/pag.md")], tmp_path) == 2
    assert "docs/pag.md: No such file" in capsys.readouterr().err


def test_a_source_with_a_fence_needs_a_longer_fence(tmp_path, capsys):
    source = 'def f():\n    """\n    ```\n    """\n'
    page = make_book(tmp_path, fence("f"), source)
    assert weave.main([], tmp_path) == 2
    assert "use a longer fence" in capsys.readouterr().err
    make_book(tmp_path, fence("f", marks="````"), source)
    assert weave.main([], tmp_path) == 0
    assert next(fences(split_lines(read(page)))).last == 5


def test_only_the_named_pages_are_woven(tmp_path, capsys):
    first = make_book(tmp_path, fence("f"))
    second = first.with_name("second.md")
    second.write_text(fence("TEN"))
    assert weave.main([str(second)], tmp_path) == 0
    assert read(first) == fence("f")
    assert capsys.readouterr().out == "docs/second.md: listings rewritten\n"


def test_a_failed_write_leaves_the_old_page(tmp_path, monkeypatch):
    page = make_book(tmp_path, fence("f"))
    page.chmod(0o640)
    monkeypatch.setattr(os, "replace", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        weave.main([], tmp_path)
    assert read(page) == fence("f")
    assert list(page.parent.iterdir()) == [page]
    monkeypatch.undo()
    assert weave.main([], tmp_path) == 0
    assert page.stat().st_mode & 0o777 == 0o640


def test_missing_names_what_is_printed_nowhere_or_twice(tmp_path, capsys):
    source = "A = 1\n\ndef f():\n    pass\n\nclass C:\n    x = 1\n    def m(self): pass\n"
    make_book(tmp_path, fence("f") + fence("A,f") + fence("C"), source)
    assert weave.main(["--missing"], tmp_path) == 1
    assert capsys.readouterr().out.splitlines() == [
        "src/p/a.py:f (lines 3-4) printed 2 times: docs/page.md:1, docs/page.md:3",
        "src/p/a.py:C.m (lines 8-8) printed nowhere",
    ]
    assert weave.main(["--missing", str(tmp_path / "src/p/b.py")], tmp_path) == 0


def test_nothing_is_missing_from_a_whole_book(tmp_path, capsys):
    make_book(tmp_path, "".join(map(fence, dissect(SOURCE).parts)).replace(fence("HIGH"), ""))
    assert weave.main(["--missing"], tmp_path) == 0
    assert capsys.readouterr().out == "every object is printed once\n"
