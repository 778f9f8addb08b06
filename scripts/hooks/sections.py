"""Read a rendered page as search has to: section by section, what it says, names and links.

A heading begins a section. So does any paragraph, term, cell or folded box with an anchor: an
entry of the glossary, of the bibliography or of the notation, an exercise. Of a formula its
MathML is read, once and without its TeX; of code, the names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import NamedTuple
from unicodedata import normalize

HEADINGS = {"h1", "h2", "h3"}
ENTRIES = {"p", "dt", "td", "details"}  # that are sections too, if they have an anchor
VOID = {"br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
INLINE = {"a", "abbr", "b", "code", "del", "em", "i", "ins", "kbd", "mark", "math", "small",
          "span", "strong", "sub", "sup", "wbr"}
SILENT = {"annotation", "button", "script", "style", "svg", "template", "textarea", "video"}
SILENT_CLASSES = {"katex-html", "headerlink", "anchor-link", "page-mark", "footnote-ref",
                  "footnote-backref"}
THIS_PAGE = "fn:this-page"  # the footnote that says how long the page is

# MathML: what stands between the parts of an element, what accents become, what stands apart.
BETWEEN = {"msub": ("_",), "msup": ("^",), "msubsup": ("_", "^"), "mfrac": ("/",),
           "munder": ("_",), "mover": ("^",), "munderover": ("_", "^")}
ACCENTS = {"^": "\u0302", "~": "\u0303", "ˉ": "\u0304", "˙": "\u0307", "¨": "\u0308"}
SPACED = set("=+−≤≥<>←→⇒∈≈∝≠∼·×⊙")
APPLIED = re.compile("\u2061(?!\\()")  # a function to what follows: log x
UNSEEN = re.compile("[\u200b\u2060-\u2064\ufeff]")
NEGATIVE = re.compile(r"(?<=[=<>≤≥≈,]) − |(?<=\() − ")  # a minus with nothing to take from

NAME = re.compile(r"[^\W\d]\w*")


class Section(NamedTuple):
    """What search knows of one section; links are as on the page."""

    tag: str  # of the element that began it
    anchor: str
    title: str
    also: list[str]  # further terms that stand above the same meaning
    text: str
    names: list[str]  # of the program, that its listings print
    code: list[str]  # names that its code uses
    links: list[str]  # those of its title first, then those of its text, last ones first
    cells: dict[str, str]  # of a row, by the heads of the columns


@dataclass
class Draft:
    """A section that is being read."""

    tag: str = ""
    anchor: str = ""
    titles: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    title_links: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)

    def finished(self) -> Section:
        title, *also = [tidy(title) for title in self.titles] or [""]
        return Section(self.tag, self.anchor, title, also, tidy("".join(self.text)),
                       unique(self.names), unique(self.code),
                       unique([*self.title_links, *reversed(self.links)]), self.cells)


@dataclass
class Element:
    """An element that is open."""

    tag: str
    children: int = 0
    accented: bool = False
    pieces: list[str] | None = None  # its own text, where somebody asks for it
    apart: bool = False  # and that text is not the section's
    outer: Draft | None = None  # the section that goes on after it


def sections(html: str) -> list[Section]:
    """The sections of a page, in its order; what stands before the first heading has no title."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    found = [draft.finished() for draft in reader.drafts]
    return [section for section in found if section.title or section.text or section.code]


def tidy(text: str) -> str:
    text = UNSEEN.sub("", APPLIED.sub(" ", text))
    text = normalize("NFC", text).replace("^′", "′").replace("^ ′", "′")
    text = re.sub(r"\s+([,.;:!?)\]])", r"\1", re.sub(r"\s+", " ", text)).strip()
    return NEGATIVE.sub(lambda found: " −" if text[found.start() - 1] != "(" else "−", text)


def unique(items: list[str]) -> list[str]:
    return list(dict.fromkeys(items))


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.draft = self.heading = Draft()
        self.drafts = [self.draft]
        self.open: list[Element] = []
        self.quiet = 0  # elements open below and with one that is not read
        self.heads: list[str] = []

    # Tags -------------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.quiet:
            self.quiet += tag not in VOID
            return
        given = {name: value or "" for name, value in attrs}
        if is_silent(tag, given):
            self.quiet = 1
            return
        self.write(self.before(tag))
        if self.open:
            self.open[-1].children += 1
        if tag not in VOID:
            self.open.append(self.entered(tag, given))

    def handle_endtag(self, tag: str) -> None:
        if self.quiet:
            self.quiet -= tag not in VOID
        elif any(element.tag == tag for element in self.open):
            while self.leave(self.open.pop()) != tag:
                pass

    def before(self, tag: str) -> str:
        """What stands between an element and the one before it."""
        parent = self.open[-1] if self.open else None
        if parent and parent.tag in BETWEEN and parent.children and not parent.accented:
            return BETWEEN[parent.tag][min(parent.children, len(BETWEEN[parent.tag])) - 1]
        if tag == "msqrt":
            return "√"
        return "" if tag in INLINE or self.in_formula() else " "

    def entered(self, tag: str, given: dict[str, str]) -> Element:
        element = Element(tag, accented=tag == "mover" and given.get("accent") == "true")
        anchor = given.get("id", "")
        if tag in HEADINGS or (tag in ENTRIES and anchor):
            self.begin(element, anchor)
        elif tag == "table":
            self.heads = []
        elif tag == "a" and "href" in given:
            in_title = any(e.apart for e in self.open)
            (self.draft.title_links if in_title else self.draft.links).append(given["href"])
        element.apart = element.apart or tag in ("pre", "th") or given.get("class") == "filename"
        if element.apart or tag in ("td", "summary", "strong"):
            element.pieces = []
        return element

    def begin(self, element: Element, anchor: str) -> None:
        """Begin a section, or go on with one if this is another word for the same."""
        tag, draft = element.tag, self.draft
        element.apart = tag in HEADINGS or tag in ("dt", "td")
        if tag == "dt" and draft.tag == "dt" and not "".join(draft.text).strip():
            return
        if tag in ("p", "details"):
            element.outer = draft
        self.draft = Draft(tag, anchor)
        self.drafts.append(self.draft)
        if tag in HEADINGS:
            self.heading = self.draft

    def leave(self, element: Element) -> str:
        """Take what the element has brought; its tag."""
        tag, text = element.tag, "".join(element.pieces or [])
        if tag == "pre":
            self.draft.code += NAME.findall(text)
        elif tag == "th":
            self.heads.append(tidy(text))
        elif tag == "td":
            self.read_cell(text, is_title=element.apart)
        elif element.apart and tag == "span":
            self.draft.names += [name for name in text.rpartition(":")[2].split(",")
                                 if name != "imports"]
        elif element.apart or (tag in ("strong", "summary") and self.wants_title()):
            self.draft.titles.append(text)
        elif element.outer:
            self.draft = element.outer
        elif tag in ("dl", "tr") and self.draft.tag in ("dt", "td"):
            self.draft = self.heading
        self.write("" if tag in INLINE or self.in_formula() else " ")
        return tag

    def wants_title(self) -> bool:
        return self.draft.tag in ("p", "details") and not self.draft.titles

    def read_cell(self, text: str, is_title: bool) -> None:
        if is_title:
            self.draft.titles.append(text)
        if self.draft.tag == "td":
            column = len(self.draft.cells)
            head = self.heads[column] if column < len(self.heads) else ""
            self.draft.cells[head or str(column)] = tidy(text)

    # Text -------------------------------------------------------------------------------------

    def in_formula(self) -> bool:
        return any(element.tag == "math" for element in self.open)

    def handle_data(self, data: str) -> None:
        if not self.quiet:
            self.write(self.sign(data) if self.open and self.open[-1].tag == "mo" else data)

    def sign(self, sign: str) -> str:
        """A sign of a formula: an accent on what stands before it, or with space about it."""
        outer = self.open[:-1]
        if outer and outer[-1].accented:
            return ACCENTS.get(sign, "")
        if sign == ",":
            return ", "
        begins = not outer or outer[-1].children < 2
        if sign in SPACED and not begins and not any(e.tag in BETWEEN for e in outer):
            return f" {sign} "
        return sign

    def write(self, text: str) -> None:
        """Add to the section, or to the title, cell or piece of code that asks for it."""
        if not text:
            return
        apart = False
        for element in self.open:
            if element.pieces is not None:
                element.pieces.append(text)
                apart = apart or element.apart
        if not apart:
            self.draft.text.append(text)


def is_silent(tag: str, given: dict[str, str]) -> bool:
    if tag in SILENT or given.get("id") == THIS_PAGE:
        return True
    return "class" in given and not SILENT_CLASSES.isdisjoint(given["class"].split())
