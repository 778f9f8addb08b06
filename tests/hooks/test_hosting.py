from __future__ import annotations

from types import SimpleNamespace

import hosting
import pytest
from hosting import description, on_config, policy
from mkdocs.exceptions import PluginError

OWN = "https://github.com/owner/name"


def configured(repository: str, site_url: str = "") -> SimpleNamespace:
    config = SimpleNamespace(extra={"repository": repository}, site_url=site_url, repo_url="",
                             repo_name="", edit_uri="")
    on_config(config)
    return config


def test_every_address_follows_from_the_repository():
    config = configured("owner/name")
    assert (config.site_url, config.repo_url) == ("https://owner.github.io/name/", OWN)
    assert config.edit_uri == "edit/main/docs/"


def test_the_address_may_be_another():
    assert configured("owner/name", "https://book.org/").site_url == "https://book.org/"


def test_without_a_repository_there_are_no_addresses():
    config = configured("")
    assert (config.site_url, config.repo_url) == ("", "")


@pytest.mark.parametrize("wrong", ["name", "https://github.com/owner/name", "owner/name/", "o n/x"])
def test_what_is_no_repository_is_named(wrong):
    with pytest.raises(PluginError, match="it should be like 'owner/name'"):
        configured(wrong)


LONG = "A sentence of some length that says what there is to be said on a page of a book."


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<p>One. Two!</p>", "One. Two!"),
        (f"<p>{LONG} Another.</p>", LONG),  # long enough
        ('<p class="page-mark">About 5 minutes</p><p>It begins.</p>', "It begins."),
        ('<p>The value <span class="arithmatex">\\(v_\\pi(s)\\)</span> is 1.5.</p>',
         "The value v_pi(s) is 1.5."),
        ("<p>In a lab, $\\gamma$ is <em>less</em> than one &amp; more.</p>",
         "In a lab, gamma is less than one & more."),
        (f"<p>First.</p><p>{LONG * 3}</p>", "First."),  # together they would be too long
        ("<h1>No words</h1>", ""),
    ],
)
def test_a_page_is_described_by_its_first_sentences(html, said):
    assert description(html) == said


def test_the_policy_allows_the_scripts_of_the_pages_by_their_hashes():
    # echo -n 'alert(1)' | openssl dgst -sha256 -binary | base64
    rules = policy({"alert(1)"})
    allowed = "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"
    assert f"script-src 'self' 'wasm-unsafe-eval' {allowed};" in rules
    assert "'unsafe-inline'" not in rules.replace("style-src-attr 'unsafe-inline'", "")


def test_scripts_are_collected_from_pages_and_templates_but_not_data():
    hosting.scripts.clear()
    data = '<script type="application/json">{}</script>'
    page = f'<script>a()</script><script src="b.js"></script>{data}'
    assert hosting.on_post_page(page, None, None) == page
    hosting.on_post_template("<script>c()</script>", "404.html", None)
    hosting.on_post_template("<script>d()</script>", "sitemap.xml", None)
    assert hosting.scripts == {"a()", "c()"}
