"""The book's own typefaces, as files that a drawing can be set in.

The site serves them as woff2, from npm packages that package-lock.json pins; matplotlib reads
TrueType, and one weight a file. So each is converted once, into .cache/fonts/, which is not
committed, under a name of its own: no font of this machine can take its place. KaTeX brings
TrueType.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import NamedTuple

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from matplotlib.font_manager import fontManager

HOME = "POLICYWERK_HOME"  # the variable that names the checkout, where this file is a copy
VERSIONS = {"@fontsource-variable/source-sans-3": "5.3.0",
            "@fontsource-variable/source-code-pro": "5.3.0",
            "katex": "0.19.1"}  # of package-lock.json; stands here too, so that pictures notice


class Face(NamedTuple):
    """One file for matplotlib: an alphabet of a package, in one weight."""

    family: str  # its name for matplotlib
    package: str
    file: str  # of the package
    weight: int = 0  # of a font that has many: the one to take
    bold: bool = False  # whether matplotlib is to use it where bold is asked for

    @property
    def converted(self) -> str:
        """The name of the converted file; other versions and weights have other names."""
        alphabet = Path(self.file).stem.replace("-wght-normal", "")
        return f"{alphabet}-{VERSIONS[self.package]}-{self.weight}.ttf"


def variable(family: str, font: str, weight: int, *, bold: bool = False) -> list[Face]:
    """One weight of a variable font, a face for each of the two alphabets that drawings need."""
    return [Face(family + suffix, f"@fontsource-variable/{font}",
                 f"files/{font}-{alphabet}-wght-normal.woff2", weight, bold)
            for suffix, alphabet in (("", "latin"), (" Greek", "greek"))]


FACES = (
    *variable("Book Sans", "source-sans-3", 400),
    *variable("Book Sans", "source-sans-3", 600, bold=True),
    *variable("Book Code", "source-code-pro", 400),
    Face("KaTeX_Main", "katex", "dist/fonts/KaTeX_Main-Regular.ttf"),
    Face("KaTeX_Main", "katex", "dist/fonts/KaTeX_Main-Bold.ttf", bold=True),
    Face("KaTeX_Math", "katex", "dist/fonts/KaTeX_Math-Italic.ttf"),
)
SANS = ["Book Sans", "Book Sans Greek", "KaTeX_Main"]  # what one lacks, the next may have
CODE = ["Book Code", "Book Code Greek", "KaTeX_Main"]


class MissingFont(FileNotFoundError):
    """A package of fonts that is not there, or not in the version that is pinned."""


def register() -> None:
    """Make the faces known to matplotlib, converted first where that was not done yet.

    Raises: MissingFont, with the remedy, if npm has not brought a package.
    """
    home = Path(os.environ.get(HOME) or Path(__file__).resolve().parents[2])
    known = {entry.fname for entry in fontManager.ttflist}
    for face in FACES:
        path = source = package_of(home, face.package) / face.file
        if face.weight:
            path = home / ".cache" / "fonts" / face.converted
            if not path.exists():
                convert(face, source, path)
        if str(path) not in known:
            fontManager.addfont(path)


def package_of(home: Path, package: str) -> Path:
    """The folder of an npm package, in the version that is pinned."""
    folder, wanted = home / "node_modules" / package, VERSIONS[package]
    about = folder / "package.json"
    found = json.loads(about.read_text())["version"] if about.exists() else "not there"
    if found != wanted:
        raise MissingFont(f"figures are set in the fonts of {package} {wanted}, which is {found}: "
                          "`make figures` brings the npm packages")
    return folder


def convert(face: Face, source: Path, path: Path) -> None:
    """Write a face as TrueType: one weight, under its own name."""
    font = TTFont(source, recalcTimestamp=False)
    font.flavor = None
    instantiateVariableFont(font, {"wght": face.weight}, inplace=True)
    style = "Bold" if face.bold else "Regular"
    for number, text in ((1, face.family), (2, style), (4, f"{face.family} {style}"),
                         (6, f"{face.family}-{style}".replace(" ", "")),
                         (16, face.family), (17, style)):
        font["name"].setName(text, number, 3, 1, 0x409)
        font["name"].setName(text, number, 1, 0, 0)
    font["OS/2"].usWeightClass = 700 if face.bold else 400
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(f".{os.getpid()}")
    font.save(half)
    os.replace(half, path)
