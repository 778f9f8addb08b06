from __future__ import annotations

import struct
from pathlib import Path
from types import SimpleNamespace

import pytest
from animations import on_page_content, size_of
from mkdocs.structure.files import File, Files

IMAGE = (
    '<p><img alt="A &lt;bar&gt; glows" class="animation" data-video="../assets/01/a.mp4" '
    'src="../assets/01/p.png"{}></p>'
)


@pytest.fixture
def page():
    return SimpleNamespace(file=SimpleNamespace(src_uri="papers/x.md"))


@pytest.fixture
def files(config, tmp_path: Path) -> Files:
    poster = tmp_path / "p.png"
    poster.write_bytes(b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 960, 720))
    return Files(
        [
            File.generated(config, "assets/01/p.png", abs_src_path=str(poster)),
            File.generated(config, "assets/01/a.mp4", content=b""),
        ]
    )


def convert(html, page, files):
    return on_page_content(html, page=page, config=None, files=files)


def test_a_marked_image_becomes_a_labelled_video_with_controls(page, files, warnings):
    html = convert(IMAGE.format(""), page, files)
    assert html == (
        '<figure class="animation" style="--shape:960/720">'
        '<video controls muted preload="none" playsinline '
        'width="960" height="720" src="../assets/01/a.mp4" poster="../assets/01/p.png" '
        'aria-label="A &lt;bar&gt; glows"><p>A &lt;bar&gt; glows '
        '<a href="../assets/01/a.mp4">Download the animation.</a></p></video></figure>'
    )
    assert warnings() == []


def test_the_title_is_the_caption(page, files):
    html = convert(IMAGE.format(' title="Values &amp; arrows"'), page, files)
    assert "<figcaption>Values &amp; arrows</figcaption></figure>" in html


def test_other_images_are_left_alone(page, files):
    html = '<p><img alt="a" src="b.png"> and text</p>'
    assert convert(html, page, files) == html


def test_a_missing_file_is_reported(page, files, warnings):
    convert(IMAGE.format("").replace("a.mp4", "b.mp4"), page, files)
    [message] = warnings()
    assert "papers/x.md: the animation's file '../assets/01/b.mp4' does not exist" in message


def test_a_missing_text_alternative_is_reported(page, files, warnings):
    convert('<img alt="" class="animation" src="p.png">', page, files)
    [message] = warnings()
    assert "papers/x.md: an animation has no alt and no data-video" in message


def test_a_file_that_is_no_png_has_no_size(tmp_path: Path):
    (tmp_path / "x.png").write_bytes(b"text")
    assert size_of(str(tmp_path / "x.png")) == ""


def test_a_still_image_shows_its_caption(page, files, warnings):
    html = convert('<p><img alt="rising" src="x.svg" title="Cost &amp; size"></p>', page, files)
    assert html == (
        '<figure><img src="x.svg" alt="rising"><figcaption>Cost &amp; size</figcaption></figure>'
    )
    assert warnings() == []


SVG = '<?xml version="1.0"?>\n<svg height="302.4pt" width="547.2pt" viewBox="0 0 547.2 302.4">'


def test_every_picture_says_how_large_it_is_and_all_but_the_first_come_late(page, config, tmp_path):
    (tmp_path / "x.svg").write_text(SVG)  # 547.2 points are 729.6 pixels
    source = File.generated(config, "papers/x.svg", abs_src_path=str(tmp_path / "x.svg"))
    html = convert('<p><img alt="a" src="x.svg"></p>' * 2, page, Files([source]))
    size = 'width="730" height="403"'
    assert html == (
        f'<p><img {size} alt="a" src="x.svg"></p>'
        f'<p><img {size} loading="lazy" decoding="async" alt="a" src="x.svg"></p>'
    )


def test_a_picture_of_a_lab_is_left_to_the_labs(page, files):
    html = '<p><img alt="a" src="data:image/png;base64,AAAA"></p>'
    assert convert(html, page, files) == html


def test_an_image_without_a_caption_stays_in_its_sentence(page, files):
    for html in ('<p><img alt="a" src="x.svg"></p>', '<p>so <img alt="a" src="x" title="t"></p>'):
        assert convert(html, page, files) == html
