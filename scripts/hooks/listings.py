"""Show listings as the source is now, so that `make serve` follows an edit of src/ at once.

The page on disk is left alone: `make weave` rewrites it. A strict build refuses a page whose
listings have drifted from the source.
"""

from __future__ import annotations

import sys
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from weave import Program, weave

log = get_plugin_logger("listings")


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    if not page.file.src_uri.endswith(".md"):
        return markdown
    program = Program(Path(config.config_file_path).parent)
    woven, faults = weave(markdown, program, page.file.src_uri)
    for fault in faults:
        log.warning(fault)
    if woven != markdown:
        log.warning(f"{page.file.src_uri}: listings differ from the source; run `make weave`")
    return woven
