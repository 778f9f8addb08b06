"""The digest of source text: what counts, what does not, and that every Python agrees."""

import json
import subprocess
from pathlib import Path

import pytest

from interpreters import interpreters, require
from pipeline.source import Sources, normalised

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"

PROGRAM = '''\
"""What it is for. é"""
import math  # for pi

WIDTH = 0x1F  # in steps
TEXT = "not a docstring"


class Area:
    """An area.

    On two lines.
    """

    unit: str = "m"

    def circle(self, radius, *, half=False):
        """Of a circle."""
        if half and not radius < 0:
            return math.pi * radius * radius / 2
        "a string alone, but not a docstring"
        return [f"é{radius:>{WIDTH}} of {self.unit!r}", rf"\\d{{2}}" f'{TEXT}' "."]

    async def wait(self): "Say nothing."; return lambda x, /, y=1: (x @ y, x // -y, x ** 2)
'''

SAME = {
    "comment edited": ("# in steps", "# in strides"),
    "comment removed": ("  # for pi", ""),
    "comment line added": ("class Area:", "# here it begins\nclass Area:"),
    "module docstring edited": ("What it is for. é", "What else it is for."),
    "module docstring removed": ('"""What it is for. é"""\n', ""),
    "class docstring edited": ("On two lines.", "On\n    three lines."),
    "function docstring edited": ("Of a circle.", "Of a disc: it's \\\" round"),
    "docstring on the line of its def": ('"Say nothing."; ', ""),
    "docstring in brackets": ('"""Of a circle."""', '("Of a "\n         "circle.")'),
    "docstring with other quotes": ('"""Of a circle."""', "r'Of a circle.'"),
    "blank lines": ("\n\n\nclass", "\n\n\n\n\n\nclass"),
    "no blank line": ("\n\n\nclass", "\nclass"),
    "spaces": ("radius * radius", "radius*radius"),
    "wrapped in brackets": ("(self, radius, *, half=False)",
                            "(\n    self,\n  radius, *,\n half=False)"),
    "wrapped by a backslash": ("math.pi * radius", "math.pi \\\n * radius"),
    "trailing space": ("import math", "import math   "),
    "line ends of Windows": ("\n", "\r\n"),
    "tabs": ("    ", "\t"),
    "no last line end": ("x ** 2)\n", "x ** 2)"),
}

OTHER = {
    "operator": ("radius / 2", "radius // 2"),
    "constant": ("radius / 2", "radius / 3"),
    "same number, written otherwise": ("0x1F", "31"),
    "string": ('"not a docstring"', '"not the docstring"'),
    "a string alone": ("a string alone", "a string by itself"),
    "a string alone, removed": ('        "a string alone, but not a docstring"\n', ""),
    "name": ("TEXT", "WORDS"),
    "f-string text": ("} of {", "} per {"),
    "f-string expression": ("{radius:", "{-radius:"),
    "f-string format": (":>{", ":<{"),
    "f-string conversion": ("!r", "!s"),
    "f-string prefix": ('rf"', 'fr"'),
    "f-string joined to it": ("f'{TEXT}'", "f'{TEXT} '"),
    "keyword": ("half and not", "half or not"),
    "not removed": ("and not radius", "and radius"),
    "unary minus": ("// -y", "// y"),
    "star": ("radius, *, half", "radius, half"),
    "annotation": ("unit: str", "unit: object"),
    "default": ("half=False", "half=True"),
    "import": ("import math", "import cmath as math"),
    "two lines swapped": ('WIDTH = 0x1F  # in steps\nTEXT = "not a docstring"',
                          'TEXT = "not a docstring"\nWIDTH = 0x1F  # in steps'),
    "one level further in": ('        "a string alone', '            "a string alone'),
    "one level less": ("        if half and not radius < 0:\n"
                       "            return math.pi * radius * radius / 2\n",
                       "        if half and not radius < 0:\n"
                       "            pass\n"
                       "        return math.pi * radius * radius / 2\n"),
    "docstring made a value": ('"Say nothing."; return', 'return "Say nothing.",'),
    "async": ("async def", "def"),
}


def changed(old, new):
    text = PROGRAM.replace(old, new)
    assert text != PROGRAM, f"{old!r} is not in the program"
    return text.replace("\r\n", "\n")


@pytest.mark.parametrize("name", SAME)
def test_comments_docstrings_and_layout_do_not_count(name):
    assert normalised(changed(*SAME[name])) == normalised(PROGRAM)


@pytest.mark.parametrize("name", OTHER)
def test_everything_else_counts(name):
    assert normalised(changed(*OTHER[name])) != normalised(PROGRAM)


def test_a_statement_that_moves_into_a_block_counts():
    inside, after = "if x:\n    a()\n    b()\n", "if x:\n    a()\nb()\n"
    assert normalised(inside) != normalised(after)


def test_the_lines_are_the_tokenizers():
    # a form feed and a line separator end a line for str.splitlines, not for Python
    text = 'x = "\u2028"\n\f\ny = f"""{x}\n"""\n'
    assert normalised(text) == ["x", "=", '"\u2028"', "\n", "y", "=", 'f"""{x}\n"""', "\n"]


def test_every_python_finds_the_same_tokens():
    require("pypy3")
    ask = ("import json, sys; sys.path.insert(0, sys.argv[1]); "
           "from pipeline.source import normalised; "
           "print(json.dumps([normalised(text) for text in json.load(sys.stdin)]))")
    modules = sorted((SCRIPTS.parent / "src").rglob("*.py"))
    programs = [PROGRAM, *(changed(*pair) for pair in SAME.values()),
                *(path.read_text(encoding="utf-8") for path in modules)]
    expected = [normalised(text) for text in programs]
    for version, path in interpreters().items():
        answer = subprocess.run([path, "-c", ask, str(SCRIPTS)], input=json.dumps(programs),
                                capture_output=True, text=True, check=False)
        assert answer.returncode == 0, answer.stderr
        assert json.loads(answer.stdout) == expected, version


# ---------------------------------------------------------------- what a module depends on

FILES = {
    "pack/__init__.py": "",
    "pack/low/__init__.py": "",
    "pack/low/one.py": "ONE = 1\n",
    "pack/low/two.py": "from pack.low import one\nTWO = one.ONE + 1\n",
    "pack/low/three.py": "import json\nTHREE = 3\n",
    "pack/numbers.py": "import json\ndef look(key): return json.load(open('numbers.json'))[key]\n",
    "pack/numbers.json": '{"pi": 3.14, "city_bonn": 1, "city_rome": 2, "unused": 0}',
    "pack/unread.json": "{}",
    "pack/top.py": "from pack.low.two import TWO\nfrom pack.numbers import look\nlook('pi')\n",
    "pack/cities.py": "from pack.numbers import look\nlook(f'city_{NAME}')\n",
    "pack/relative.py": "from .low import three\nfrom . import numbers\n",
    "pack/lazy.py": "def f():\n    import pack.low.three\n",
}


@pytest.fixture
def pack(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def closure(root, *modules, skip=()):
    return set(Sources({"pack": root / "pack"}).closure(modules, skip))


def test_imports_are_followed_with_the_packages_they_pass_through(pack):
    assert closure(pack, "pack.top") == {
        "pack", "pack.top", "pack.low", "pack.low.two", "pack.low.one", "pack.numbers"}
    assert closure(pack, "pack.relative") == {
        "pack", "pack.relative", "pack.low", "pack.low.three", "pack.numbers"}
    assert closure(pack, "pack.lazy") == {"pack", "pack.lazy", "pack.low", "pack.low.three"}
    assert "pack.numbers" not in closure(pack, "pack.top", skip=["pack.numbers"])


def digest(root, *modules):
    return Sources({"pack": root / "pack"}).digest(modules)


TOUCHED = [  # file, new text, modules whose digest changes
    ("pack/low/one.py", "ONE = 2\n", {"top"}),
    ("pack/low/one.py", "ONE   =  1  # one\n", set()),
    ("pack/low/three.py", "THREE = 4\n", {"relative", "lazy"}),
    ("pack/__init__.py", "X = 1\n", {"top", "cities", "relative", "lazy"}),
    ("pack/unread.json", "[]", set()),
    ("pack/numbers.json", '{"unused": 0, "pi":3.14, "city_bonn": 1, "city_rome": 2}', set()),
    ("pack/numbers.json", '{"pi": 3.14, "city_bonn": 1, "city_rome": 2, "new": 0}', set()),
    ("pack/numbers.json", '{"pi": 3.15, "city_bonn": 1, "city_rome": 2}', {"top"}),
    ("pack/numbers.json", '{"pi": 3.14, "city_bonn": 1, "city_rome": 3}', {"cities"}),
]


@pytest.mark.parametrize(("name", "text", "expected"), TOUCHED)
def test_the_digest_changes_with_what_a_module_depends_on(pack, name, text, expected):
    modules = ["top", "cities", "relative", "lazy"]
    before = {module: digest(pack, f"pack.{module}") for module in modules}
    (pack / name).write_text(text)
    after = {module: digest(pack, f"pack.{module}") for module in modules}
    assert {module for module in modules if before[module] != after[module]} == expected


def test_the_digest_does_not_depend_on_the_place(pack, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "deeper"
    (pack / "pack").rename(elsewhere)
    before = Sources({"pack": elsewhere}).digest(["pack.top"])
    elsewhere.rename(pack / "pack")
    assert digest(pack, "pack.top") == before
