"""What a page tells the world around it: its address, its words and picture for a link, its rules.

All addresses follow from one setting, `extra: repository`, an owner and a name: the pages are then
served at https://OWNER.github.io/NAME/, unless SITE_URL says where else. Without either, the book
names no address of its own, and opens from anywhere.

The theme puts a few scripts into the pages themselves. The build hashes them, so that a host can
forbid all others: the policy it may send is written to content-security-policy.txt.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from html import escape, unescape
from pathlib import Path

from card import draw_once
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

CARD = "theme/card.png"
POLICY_FILE = "content-security-policy.txt"
POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'wasm-unsafe-eval'",  # Python in the page is WebAssembly
    "style-src": "'self'",
    "style-src-attr": "'unsafe-inline'",  # KaTeX places every sign by an attribute
    "img-src": "'self' data:",  # the theme's icons
    "media-src": "'self' blob:",  # films, where the server cannot send a part of a file
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'self'",
}

REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
SCRIPT = re.compile(r"<script(?![^>]*\b(?:src|type)=)[^>]*>(.*?)</script>", re.DOTALL)
PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
FORMULA = re.compile(r"\\[()\[\]]|\\(?=[A-Za-z])|\$")
SENTENCE = re.compile(r".*?[.?!](?=\s|$)")
SHORTEST, LONGEST = 60, 200  # signs of a description

scripts: set[str] = set()  # those inside the pages of the build at work


def on_config(config: MkDocsConfig) -> None:
    scripts.clear()
    repository = config.extra.get("repository")
    if not repository:
        return
    if not REPOSITORY.fullmatch(repository):
        raise PluginError(f"extra.repository is {repository!r}; it should be like 'owner/name'")
    owner, name = repository.split("/")
    config.repo_url = f"https://github.com/{repository}"
    config.repo_name = repository
    config.edit_uri = "edit/main/docs/"
    config.site_url = config.site_url or f"https://{owner}.github.io/{name}/"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    root = Path(config.config_file_path).parent
    files.append(File.generated(config, CARD, abs_src_path=str(draw_once(root))))
    return files


def on_pre_page(page: Page, config: MkDocsConfig, files: Files) -> Page:
    if page.is_homepage and config.site_url:
        page.canonical_url = config.site_url  # and not the name of its file
    return page


@event_priority(50)  # before formulas are rendered and figures made
def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    if "description" not in page.meta:
        said = "" if page.is_homepage else description(html)
        page.meta["description"] = escape(said or config.site_description or "")
    return html


def description(html: str) -> str:
    """The first sentences of a page as plain text, as many as make a description."""
    said = ""
    for paragraph in PARAGRAPH.findall(html):
        text = FORMULA.sub("", unescape(re.sub(r"<[^>]*>", "", paragraph)))
        for sentence in SENTENCE.findall(" ".join(text.split())):
            if said and (len(said) >= SHORTEST or len(said) + len(sentence) > LONGEST):
                return said
            said = f"{said} {sentence.strip()}".strip()
    return said


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    scripts.update(SCRIPT.findall(output))
    return output


def on_post_template(output: str, template_name: str, config: MkDocsConfig) -> str:
    if template_name.endswith(".html"):
        scripts.update(SCRIPT.findall(output))
    return output


def on_post_build(config: MkDocsConfig) -> None:
    path = Path(config.site_dir) / POLICY_FILE
    path.write_text(policy(scripts) + "\n", encoding="utf-8")


def policy(inline: set[str]) -> str:
    """The value of a Content-Security-Policy header under which the book works."""
    allowed = " ".join(sorted(f"'{source(script)}'" for script in inline))
    rules = {**POLICY, "script-src": f"{POLICY['script-src']} {allowed}".strip()}
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def source(script: str) -> str:
    """The name by which a policy allows an inline script: sha256-…"""
    return "sha256-" + b64encode(hashlib.sha256(script.encode()).digest()).decode()
