"""Publish films' posters as WebP too: the same picture, bit for bit, in less than half the bytes.

A poster is the first thing of a chapter that a reader on a slow line waits for. The PNG stays where
it is, for whoever links to it.
"""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path

from animations import find
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from store import digest

POSTER = re.compile(r'(<video\b[^>]* poster="[^"]+)\.png"')


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    store = Path(config.config_file_path).parent / ".cache/posters"

    def replacement(video: re.Match[str]) -> str:
        png = find(re.split(' poster="', video[1])[1] + ".png", page, files)
        if png is None or png.abs_src_path is None:
            return video[0]
        uri = posixpath.splitext(png.src_uri)[0] + ".webp"
        if files.get_file_from_path(uri) is None:
            light = lighter_copy(Path(png.abs_src_path), store)
            files.append(File.generated(config, uri, abs_src_path=str(light)))
        return f'{video[1]}.webp"'

    return POSTER.sub(replacement, html)


def lighter_copy(png: Path, store: Path) -> Path:
    """The picture as WebP, without loss; made once and kept."""
    path = store / f"{digest(png.read_bytes())}.webp"
    if not path.exists():
        from PIL import Image  # a tenth of a second that most builds need not spend

        store.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}.partial")
        with Image.open(png) as picture:
            picture.convert("RGB").save(partial, "WEBP", lossless=True, quality=100)
        partial.replace(path)
    return path
