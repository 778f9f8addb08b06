"""Turn images with a caption into figures, and those marked as animations into videos.

`![what it shows](picture.svg "caption")` becomes a figure with its caption in sight, and
`![what it shows](poster.png "caption"){ .animation data-video="file.mp4" }` a video. The image is
the poster, its text alternative the video's label. With `data-autoplay` the video plays, muted,
while it is in view, for readers who have not asked for less motion.

Every picture says how large it is, so that nothing moves when it comes, and all but a page's first
are fetched only when they are needed.
"""

from __future__ import annotations

import posixpath
import re
import struct
from html import escape
from html.parser import HTMLParser
from itertools import count

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

log = get_plugin_logger("animations")

IMAGE = re.compile(r"<p>\s*(<img\b[^>]*>)\s*</p>|<img\b[^>]*>")
VIEW_BOX = re.compile(rb'\bviewBox="0 0 ([\d.]+) ([\d.]+)"')
SIZE = re.compile(r' width="(\d+)" height="(\d+)"')
POINT = 4 / 3  # pixels; matplotlib draws in points
LATER = ' loading="lazy" decoding="async"'


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    pictures = count()

    def replacement(match: re.Match[str]) -> str:
        attributes = attributes_of(match.group(1) or match.group())
        if attributes.get("src", "").startswith("data:"):
            return match.group()  # of a lab, which makes it a file
        first = next(pictures) == 0
        if "animation" not in attributes.get("class", "").split():
            source = find(attributes.get("src", ""), page, files)
            size = size_of(source.abs_src_path if source else None)
            size += "" if first else LATER
            alone = match.group(1) is not None and bool(attributes.get("title"))
            if alone:
                return picture(attributes, size)
            return match.group().replace("<img", f"<img{size}", 1)
        missing = [a for a in ("src", "alt", "data-video") if not attributes.get(a)]
        if missing:
            log.warning(f"{page.file.src_uri}: an animation has no {' and no '.join(missing)}")
            return match.group()
        poster, video = (find(attributes[a], page, files) for a in ("src", "data-video"))
        for link, file in ((attributes["src"], poster), (attributes["data-video"], video)):
            if file is None:
                log.warning(f"{page.file.src_uri}: the animation's file '{link}' does not exist")
        return figure(attributes, size_of(poster.abs_src_path if poster else None))

    return IMAGE.sub(replacement, html)


def attributes_of(tag: str) -> dict[str, str]:
    """The attributes of one start tag."""
    found: dict[str, str] = {}

    class Reader(HTMLParser):
        def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
            found.update({name: value or "" for name, value in attrs})

    Reader().feed(tag)
    return found


def find(link: str, page: Page, files: Files) -> File | None:
    """The file that a relative link on this page leads to."""
    uri = posixpath.normpath(posixpath.join(posixpath.dirname(page.file.src_uri), link))
    return files.get_file_from_path(uri)


def size_of(path: str | None) -> str:
    """width and height attributes of a picture, so that the page does not jump as it loads."""
    if path is None:
        return ""
    with open(path, "rb") as stream:
        found = dimensions(stream.read(2000))
    return f' width="{found[0]}" height="{found[1]}"' if found else ""


def dimensions(head: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or an SVG in pixels, from its first bytes."""
    if head[12:16] == b"IHDR":
        width, height = struct.unpack(">II", head[16:24])
        return width, height
    box = VIEW_BOX.search(head)
    if box is None:
        return None
    return round(float(box[1]) * POINT), round(float(box[2]) * POINT)


def picture(attributes: dict[str, str], size: str) -> str:
    """A still image with its caption."""
    source, label = escape(attributes["src"]), escape(attributes.get("alt", ""))
    return f'<figure><img{size} src="{source}" alt="{label}">{caption_of(attributes)}</figure>'


def caption_of(attributes: dict[str, str]) -> str:
    """The caption of a figure, if its image has a title."""
    caption = attributes.get("title", "")
    return f"<figcaption>{escape(caption, quote=False)}</figcaption>" if caption else ""


def figure(attributes: dict[str, str], size: str) -> str:
    """The video, with controls, poster and label; its caption, if any; and a link to the file.

    Nothing of the film is fetched before somebody wants it. The style sheet needs its proportions,
    to make room for the controls below the picture.
    """
    video = escape(attributes["data-video"])
    label = escape(attributes["alt"])
    autoplay = " data-autoplay" if "data-autoplay" in attributes else ""
    shape = SIZE.sub(r' style="--shape:\1/\2"', size)
    return (
        f'<figure class="animation"{shape}>'
        f'<video controls muted preload="none" playsinline{size}{autoplay} src="{video}" '
        f'poster="{escape(attributes["src"])}" aria-label="{label}">'
        f'<p>{label} <a href="{video}">Download the animation.</a></p></video>'
        f"{caption_of(attributes)}</figure>"
    )
