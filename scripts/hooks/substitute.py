"""Put measured and published numbers into sentences.

`{{ 01.name }}` comes from assets/01/numbers.json, `{{ published.key }}` from the cited values in
src/policywerk/data/published.json. Code, whether in a fence or between backquotes, is left alone.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Callable

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from prose import lines_of

log = get_plugin_logger("substitute")

SHORTFALL = "_shortfall"  # in numbers.json: "12 of 30 runs", if some are not trained yet
NOT_YET = "(not trained yet)"
NUMBER = re.compile(r"(`+)(?:.+?)\1|\{\{\s*(?P<source>\w+)\.(?P<name>[\w.-]+)\s*\}\}")


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    root = Path(config.config_file_path).parent
    if not page.file.src_uri.endswith(".md"):
        return markdown
    return substitute(markdown, lambda source, name: look_up(root, source, name), page.file.src_uri)


def substitute(markdown: str, number: Callable[[str, str], str], page: str) -> str:
    """The text with every {{ source.name }} in its prose replaced; unknown ones are reported."""

    def replacement(match: re.Match[str]) -> str:
        if match["name"] is None:
            return match.group()  # code between backquotes
        try:
            return number(match["source"], match["name"])
        except (KeyError, OSError, ValueError) as error:
            log.warning(f"{page}: no number for {match.group()}: {error}")
            return match.group()

    return "\n".join(
        line.text if line.language is not None else NUMBER.sub(replacement, line.text)
        for line in lines_of(markdown)
    )


def look_up(root: Path, source: str, name: str) -> str:
    """The text of one number. Raises OSError or ValueError for a file, KeyError for a name."""
    published = root / "src/policywerk/data/published.json"
    path = published if source == "published" else root / "assets" / source / "numbers.json"
    entries = json.loads(path.read_text(encoding="utf-8"))
    if name not in entries and SHORTFALL in entries:
        return NOT_YET  # some runs are missing, and with them numbers that the page speaks of
    if name not in entries:
        raise KeyError(f"{path.relative_to(root).as_posix()} has no {name!r}")
    return as_text(entries[name])


def as_text(entry: Any) -> str:
    """A number as a sentence shows it: its own text if it has one, else six significant digits."""
    if isinstance(entry, dict):
        entry = entry["text"] if "text" in entry else entry["value"]
    if not isinstance(entry, (str, int, float)):
        raise ValueError("it is not one number but several")
    return f"{entry:.6g}" if isinstance(entry, float) else str(entry)
