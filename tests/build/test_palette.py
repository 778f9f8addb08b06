"""One meaning a colour, one colour a meaning; and the book's own typefaces."""

import ast
import json
import re
import shutil
from itertools import combinations
from pathlib import Path

import pytest
from matplotlib.colors import get_named_colors_mapping, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont

from figures import palette, style, typefaces
from figures.pictures import Picture
from pipeline.keys import picture_key
from pipeline.reach import Reach

ROOT = Path(__file__).resolve().parents[2]
DRAWING = sorted((ROOT / "scripts" / "figures").glob("*.py"))
LABS = sorted((ROOT / "docs").rglob("labs/*.py"))
HEX = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})\b")
COLOURED = re.compile(r"(^|\.|_)(c|cmap|.*colou?rs?|foreground)$")  # a name of what takes a colour
NAMES = {name for name in get_named_colors_mapping() if len(name) > 1}  # of matplotlib's colours
MAPS = {"SIGNED", "VISITS", "SIDES"}
MAKERS = {"LinearSegmentedColormap", "ListedColormap", "colormaps", "get_cmap", "cm"}


# ---------------------------------------------------------------- drawing code names roles


def is_literal(node):
    """Whether a colour is spelled here, as text or as numbers; "none" is none."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, (str, float)) and node.value != "none"
    parts = (ast.List, ast.Tuple)
    return isinstance(node, parts) and bool(node.elts) and all(map(is_literal, node.elts))


def spelled(source):
    """The lines of a module that spell a colour in place of naming its role."""
    found = []
    for node in ast.walk(ast.parse(source)):
        pairs = []
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if HEX.fullmatch(node.value) or node.value.lower() in NAMES:
                found.append(node.lineno)
        elif isinstance(node, ast.Call):
            pairs = [(keyword.arg or "", keyword.value) for keyword in node.keywords]
            if isinstance(node.func, ast.Attribute) and node.func.attr in ("plot", "errorbar"):
                found += [one.lineno for one in node.args if isinstance(one, ast.Constant)
                          and isinstance(one.value, str) and set(one.value) & set("bgrcmykwC")]
        elif isinstance(node, ast.Dict):
            pairs = [(key.value, value) for key, value in zip(node.keys, node.values)
                     if isinstance(key, ast.Constant) and isinstance(key.value, str)]
        elif isinstance(node, ast.ImportFrom):
            found += [node.lineno for name in node.names if name.name in MAKERS]
        elif isinstance(node, ast.Attribute) and node.attr in MAKERS:
            found.append(node.lineno)
        found += [value.lineno for name, value in pairs
                  if COLOURED.search(name) and is_literal(value)]
    return sorted(set(found))


@pytest.mark.parametrize("path", DRAWING, ids=lambda path: path.stem)
def test_drawing_code_names_roles_and_no_colours(path):
    if path.stem != "palette":
        assert spelled(path.read_text()) == [], f"name a role of figures/palette.py in {path.name}"


BAD = ['axes.plot(x, y, color="C0")', 'axes.plot(x, y, "k--")', 'axes.plot(x, y, "ro")',
       'axes.text(0, 0, "a", color="#0072b2")', 'OURS = "#00f"', 'ours = "tab:blue"',
       'axes.fill(x, y, facecolor="0.5")', 'bar.set_facecolor("white")', 'LOOK = ("Red", "-")',
       "axes.plot(x, y, color=(1.0, 0.5, 0.0))", 'axes.imshow(z, cmap="viridis")',
       'axes.scatter(x, y, c="y")', 'style = {"markerfacecolor": "w"}',
       'rcParams.update({"axes.edgecolor": "0.8"})', 'axes.contour(z, colors=["k", "b"])',
       "from matplotlib.colors import LinearSegmentedColormap", "matplotlib.colormaps[name]"]
GOOD = ['axes.plot(x, y, "o-", color=OURS)', 'Circle((0, 0), 1, facecolor="none")',
        "bar.set_facecolor(mixed(OURS, 0.5))", 'axes.set(ylabel="y", title="c")',
        'looks = {"line": (REFERENCE, "--")}', "axes.imshow(z, cmap=SIGNED)",
        'palettegen = "max_colors={colours}"', 'axes.plot(x, y, "x", color=GOAL)']


@pytest.mark.parametrize("source", BAD)
def test_a_spelled_colour_is_found(source):
    assert spelled(source) == [1]


@pytest.mark.parametrize("source", GOOD)
def test_a_named_role_is_not(source):
    assert spelled(source) == []


def test_only_roles_and_maps_are_imported_from_the_palette():
    known = {"PAPER", "ROLES", "mixed", *MAPS, *palette.ROLES}
    for path in DRAWING:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module == "figures.palette":
                assert {name.name for name in node.names} <= known, path.name


# ---------------------------------------------------------------- the roles


def colours():
    return {role: getattr(palette, role) for role in palette.ROLES}


def test_every_colour_has_a_meaning_and_every_meaning_a_colour():
    spelled_there = {name for name, value in vars(palette).items()
                     if isinstance(value, str) and HEX.fullmatch(value)}
    assert spelled_there == {*palette.ROLES, "PAPER"}
    for parts in zip(*palette.ROLES.values()):  # names of colours, and meanings
        assert len(set(parts)) == len(palette.ROLES)
    assert len({colour.lower() for colour in colours().values()}) == len(palette.ROLES)


def linear(colour):
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in to_rgb(colour)]


def contrast(colour, other):
    """Of 1 to 21 (Web Content Accessibility Guidelines 2.2)."""
    light, dark = sorted((sum(share * part for share, part in
                              zip((0.2126, 0.7152, 0.0722), linear(each)))
                          for each in (colour, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


AREAS = {"PALE", "LOW", "HIGH", "OFTEN"}  # never a line, and never alone: numbers stand on them
TEXTS = {"INK", "REFERENCE", "OURS", "SECOND", "THIRD", "FOURTH", "GRADIENT"}


def test_contrast_is_what_the_guidelines_define():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)  # the usual example


@pytest.mark.parametrize("role", sorted(set(palette.ROLES) - AREAS))
def test_lines_are_seen_on_their_paper(role):
    assert contrast(colours()[role], palette.PAPER) >= (4.5 if role in TEXTS else 3.0)


@pytest.mark.parametrize(("text", "ground"), [
    ("INK", "LOW"), ("INK", "HIGH"), ("INK", "OFTEN"), ("INK", "PALE"), ("INK", "GOAL"),
    ("PAPER", "DANGER"), ("PAPER", "WALL"), ("PAPER", "OURS"), ("INK", "TRACE")])
def test_text_is_read_on_areas(text, ground):
    assert contrast(getattr(palette, text), getattr(palette, ground)) >= 4.5


# Machado, Oliveira and Fernandes 2009, table 1, severity 1: for linear light.
VISIONS = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no long ones": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
                     (-0.003882, -0.048116, 1.051998)),
    "no middle ones": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
                       (-0.011820, 0.042940, 0.968881)),
    "no short ones": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
                      (0.004733, 0.691367, 0.303900)),
}
# Ottosson 2020, Oklab: distances of this space are alike to the eye.
CONES = ((0.4122214708, 0.5363325363, 0.0514459929), (0.2119034982, 0.6806995451, 0.1073969566),
         (0.0883024619, 0.2817188376, 0.6299787005))
LAB = ((0.2104542553, 0.7936177850, -0.0040720468), (1.9779984951, -2.4285922050, 0.4505937099),
       (0.0259040371, 0.7827717662, -0.8086757660))


def times(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector)) for row in matrix]


def seen(colour, vision):
    light = [min(max(part, 0.0), 1.0) for part in times(VISIONS[vision], linear(colour))]
    return times(LAB, [part ** (1 / 3) for part in times(CONES, light)])


def apart(one, other):
    """The distance that the least fortunate eye sees: black and white are 1 apart."""
    return min(sum((a - b) ** 2 for a, b in zip(seen(one, v), seen(other, v))) ** 0.5
               for v in VISIONS)


def test_distances_are_those_of_the_space():
    assert apart("#000000", "#ffffff") == pytest.approx(1.0, abs=1e-3)
    assert apart("#ff0000", "#00a000") < 0.05  # the red and green of many a plot
    assert apart("#d55e00", "#0072b2") > 0.2  # Okabe and Ito's vermilion and blue


@pytest.mark.parametrize("pair", [pytest.param(pair, id="-".join(pair))
                                  for pair in combinations(palette.ROLES, 2)])
def test_no_two_roles_look_alike_to_any_eye(pair):
    assert apart(*(colours()[role] for role in pair)) >= 0.05


METHODS = ("OURS", "SECOND", "THIRD", "FOURTH", "TRUTH", "REFERENCE", "INK")  # share many plots


@pytest.mark.parametrize("pair", [pytest.param(pair, id="-".join(pair))
                                  for pair in combinations(METHODS, 2)])
def test_lines_of_one_plot_are_further_apart(pair):
    assert apart(*(colours()[role] for role in pair)) >= 0.07


def test_a_mixture_is_so_much_of_each():
    assert palette.mixed("#000000", 0.5) == "#808080"
    assert palette.mixed("#ff0000", 1.0) == "#ff0000"
    assert palette.mixed("#ffffff", 0.4, "#000000") == "#666666"  # 0.4 of 255


def test_drawings_bring_their_own_paper(tmp_path):
    """In the dark scheme, too, all contrasts are with white."""
    style.save(Figure(figsize=(1, 1)), tmp_path / "a.svg")
    assert "fill: #ffffff" in (tmp_path / "a.svg").read_text()
    for path in sorted((ROOT / "assets").glob("[0-9][0-9]/*.svg")):
        ground = path.read_text().partition('id="patch_1"')[2][:400]
        assert "fill: #ffffff" in ground, path.name


@pytest.mark.parametrize("path", LABS, ids=lambda path: path.stem)
def test_labs_use_the_same_colours(path):
    """They stand alone, so they spell the roles' colours once, under the roles' names."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
            for target, value in zip(node.targets[0].elts, getattr(node.value, "elts", [])):
                if isinstance(value, ast.Constant) and HEX.fullmatch(str(value.value)):
                    assert value.value == colours()[target.id], target.id
    assert set(HEX.findall(path.read_text())) <= set(colours().values())


# ---------------------------------------------------------------- the words for them

PICTURE = re.compile(r"!\[[^\]]*\]\([^)\s]*assets/\d\d/[^)]*\)")  # what it shows, and its caption
WORDS = ("violet", "magenta", "orange", "yellow", "gold", "beige", "tan", "crimson", "maroon",
         "vermilion", "scarlet", "turquoise", "cyan", "navy", "blue-green", "gray")


def unknown_colours(text):
    """Words for colours, in what is said of pictures, that the book's table does not have."""
    names = sorted((name for name, _ in palette.ROLES.values()), key=len, reverse=True)
    said = " ".join(PICTURE.findall(text)).lower()
    without = re.sub(rf"\b({'|'.join(names)})\b", "", said)
    return re.findall(rf"\b({'|'.join(WORDS)})\b", without)


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")), ids=lambda page: page.stem)
def test_captions_call_colours_by_the_names_of_the_table(page):
    assert unknown_colours(page.read_text(encoding="utf-8")) == []


def test_a_colour_that_the_table_does_not_have_is_found():
    assert unknown_colours('![a](../assets/00/a.png "Violet: slopes.")') == ["violet"]
    assert unknown_colours('![pale orange](assets/00/a.svg "Blue, orange.")') == ["orange"]
    assert unknown_colours("An orange on the table.") == []


# ---------------------------------------------------------------- typefaces


def test_the_pinned_versions_of_the_fonts_are_those_that_npm_installs():
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for package, version in typefaces.VERSIONS.items():
        assert lock[f"node_modules/{package}"]["version"] == version


@pytest.mark.parametrize("weight", ["regular", "bold"])
@pytest.mark.parametrize("family", typefaces.SANS)
def test_text_is_set_in_the_books_typefaces(family, weight):
    path = findfont(FontProperties(family=family, weight=weight), fallback_to_default=False)
    assert Path(path).is_relative_to(ROOT / ".cache") or "katex" in path


def test_every_sign_that_drawings_use_is_in_a_typeface(tmp_path):
    figure = Figure()
    figure.text(0, 0, "Aé – − × ± ² ½ ° … “lean” αβγδελμπσθΣ ← ↑ → ↓ ≤ ∞ √")
    figure.text(0, 0, r"$\gamma^{k-1}\times w_0 \pi_3$ and $\mathdefault{10^{-3}}$")
    figure.text(0, 0, "δ ← 0.5 × −1", family=typefaces.CODE)
    figure.savefig(tmp_path / "signs.svg")


def test_a_sign_that_no_typeface_has_is_an_error(tmp_path):
    style.refuse_missing_signs()  # pytest has its own filters
    figure = Figure()
    figure.text(0, 0, "漢")
    with pytest.raises(UserWarning, match="missing from"):
        figure.savefig(tmp_path / "signs.svg")


def test_a_face_is_converted_to_the_same_bytes_each_time(tmp_path):
    (face,) = (f for f in typefaces.FACES if f.family == "Book Sans" and f.bold)
    source = typefaces.package_of(ROOT, face.package) / face.file
    for name in "ab":
        typefaces.convert(face, source, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"a", "b"}


def test_missing_fonts_are_named_with_the_remedy(tmp_path, monkeypatch):
    monkeypatch.setenv(typefaces.HOME, str(tmp_path))
    with pytest.raises(typefaces.MissingFont, match="make figures"):
        typefaces.register()
    about = tmp_path / "node_modules" / "katex" / "package.json"
    about.parent.mkdir(parents=True)
    about.write_text('{"version": "0.1.0"}')
    with pytest.raises(typefaces.MissingFont, match=r"0\.19\.1, which is 0\.1\.0"):
        typefaces.package_of(tmp_path, "katex")


# ---------------------------------------------------------------- keys notice


@pytest.mark.parametrize(("file", "old", "new", "is_noticed"), [
    ("palette.py", palette.GRADIENT, "#112233", True),  # the slopes are drawn in it
    ("palette.py", palette.DREAM, "#112233", False),  # of no use here
    ("palette.py", palette.INK, "#112233", True),  # the style sets text in it
    ("typefaces.py", '"source-sans-3", 400', '"source-sans-3", 300', True),
    ("typefaces.py", 'sans-3": "5.3.0"', 'sans-3": "6.0.0"', True),
])
def test_a_picture_is_old_when_a_colour_or_a_font_that_it_shows_has_changed(
        tmp_path, file, old, new, is_noticed):
    keys = []
    for name in ("before", "after"):
        copy = tmp_path / name
        shutil.copytree(ROOT / "scripts" / "figures", copy)
        if name == "after":
            text = (copy / file).read_text()
            assert text.count(old) == 1
            (copy / file).write_text(text.replace(old, new))
        reach = Reach({"policywerk": ROOT / "src" / "policywerk", "figures": copy})
        picture = Picture("activations", "activations:draw_activations", ("activations.svg",))
        keys.append(picture_key(reach, picture, {}, "", {}))
    assert (keys[0] != keys[1]) == is_noticed
