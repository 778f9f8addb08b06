"""Films: their files, their bytes, their speed, and what happens when ffmpeg fails."""

import random
import re
import subprocess
from functools import partial
from itertools import accumulate

import imageio_ffmpeg
import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from PIL import Image

from figures import movie
from figures.movie import Gif, MovieError, record

SIZE = (960, 720)
CORNERS = [(0, 0), (1, 0), (1, 1), (0, 1)]


def moving_dot(pixels=SIZE):
    """A figure with a square that moves, red on white, above a still blue band."""
    figure = Figure(figsize=(pixels[0] / 100, pixels[1] / 100), dpi=100)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.axis("off")
    axes.axhspan(0.4, 0.6, color="blue", linewidth=0)
    dot = Line2D([0.1], [0.5], marker="s", markersize=40, color="red", markeredgewidth=0)
    axes.add_line(dot)
    return figure, dot


def frames_of(dot, count):
    return [lambda x=number: dot.set_xdata([0.1 + 0.8 * x / count]) for number in range(count)]


def test_a_scene_that_is_held_is_one_function_and_shows_that_scene():
    told = []
    frames = movie.frames_of(iter(["a", "a", "b", "a"]), told.append)
    assert [frames.index(show) for show in frames] == [0, 0, 2, 0]  # `record` draws a, b, a
    for show in frames:
        show()
    assert told == ["a", "a", "b", "a"]


def probe(path):
    """What ffmpeg says about a file."""
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    return subprocess.run([ffmpeg, "-hide_banner", "-i", str(path)], capture_output=True,
                          text=True, check=False).stderr


def frame(path, number, folder):
    """One frame of a film, as a picture."""
    picture = folder / f"{path.stem}-{number}.png"
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y", "-i", str(path),
                    "-vf", rf"select=eq(n\,{number})", "-frames:v", "1", str(picture)], check=True)
    return Image.open(picture).convert("RGB")


def is_near(colour, other, tolerance=25):
    return all(abs(a - b) <= tolerance for a, b in zip(colour, other))


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """A film of 24 frames, and what its progress was."""
    out = tmp_path_factory.mktemp("film")
    figure, dot = moving_dot()
    told = []
    made = record(figure, [dot], frames_of(dot, 24), out, fps=12, poster=6, gif=Gif(every=6),
                  report=lambda *what: told.append(what))
    return made, out, told


def test_the_video_is_what_browsers_play(film):
    made, out, told = film
    said = probe(out / "animation.mp4")
    assert re.search(r"Video: h264 .*yuv420p\(tv, bt709.*960x720.*12 fps", said)
    assert "Duration: 00:00:02.00" in said
    content = (out / "animation.mp4").read_bytes()
    assert 0 < content.index(b"moov") < content.index(b"mdat")  # it starts before it is all there
    assert (made.name, made.frames) == ("animation.mp4", 24)
    assert told[0] == ("animation", 1, 24)
    assert told[-1] == ("animation", 24, 24)
    assert made in movie.FILMS


def test_each_frame_shows_what_was_drawn(film, tmp_path):
    _, out, _ = film
    for number in (0, 6, 23):
        picture = frame(out / "animation.mp4", number, tmp_path)
        x = int(960 * (0.1 + 0.8 * number / 24))
        assert is_near(picture.getpixel((x, 360)), (255, 0, 0))  # the square is above the band
        assert is_near(picture.getpixel(((x + 480) % 960, 360)), (0, 0, 255))
        assert is_near(picture.getpixel((480, 100)), (255, 255, 255))


def test_the_gif_is_small_and_of_few_frames(film):
    _, out, _ = film
    gif = Image.open(out / "animation.gif")
    assert gif.size == (720, 540)
    assert gif.n_frames == 4
    assert gif.info["loop"] == 0
    assert gif.info["duration"] == 500  # 6 of 12 frames a second
    gif.seek(3)
    assert gif.info["duration"] == 2000  # the last one stays
    assert (out / "animation.gif").stat().st_size < 50_000


def test_the_poster_is_the_chosen_frame_and_holds_pixels_only(film):
    _, out, _ = film
    poster = Image.open(out / "poster.png")
    assert poster.size == SIZE
    assert poster.mode == "RGB"
    assert poster.getpixel((int(960 * 0.3), 360)) == (255, 0, 0)
    assert poster.info == {}


def test_the_same_film_is_the_same_bytes(film, tmp_path):
    _, out, _ = film
    figure, dot = moving_dot()
    record(figure, [dot], frames_of(dot, 24), tmp_path, fps=12, poster=6, gif=Gif(every=6))
    for path in out.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def restless_lines():
    """A figure with twenty lines, each of which wanders, and its frames."""
    figure, rng = Figure(figsize=(9.6, 6.4), dpi=100), random.Random(1)  # the GIF is smaller
    axes = figure.add_subplot()
    axes.set(xlim=(0, 59), ylim=(-12, 12))
    walks = [list(accumulate(rng.gauss(0.0, 1.0) for _ in range(60))) for _ in range(20)]
    lines = [axes.plot([], [])[0] for _ in walks]

    def show(step):
        for line, walk in zip(lines, walks):
            line.set_data(range(step + 1), walk[:step + 1])

    return figure, lines, [partial(show, step) for step in range(60)]


def test_the_film_is_the_same_on_every_processor(tmp_path, monkeypatch):
    """As without any code that is for some of them: -cpuflags 0 in ffmpeg, asm=0 in x264."""
    def film():
        record(*restless_lines(), tmp_path, fps=12)
        return [(tmp_path / f"animation.{kind}").read_bytes() for kind in ("mp4", "gif")]

    found = film()
    plain = ["asm=0" if each == "asm=SSE2" else each for each in movie.H264]
    assert plain != list(movie.H264)
    monkeypatch.setattr(movie, "H264", plain)
    monkeypatch.setattr(movie, "SAME_BYTES", (*movie.SAME_BYTES, "-cpuflags", "0"))
    assert film() == found


def test_a_frame_that_follows_itself_is_drawn_once(tmp_path):
    figure, dot = moving_dot((96, 72))
    shown = []
    scenes = [lambda x=number: shown.append(x) for number in range(2)]
    film = record(figure, [dot], [scenes[0]] * 5 + [scenes[1]] * 5 + [scenes[0]], tmp_path,
                  gif=None)
    assert shown == [0, 1, 0]
    assert film.frames == 11


def test_the_last_frame_can_be_the_poster(tmp_path):
    figure, dot = moving_dot((96, 72))
    record(figure, [dot], frames_of(dot, 4), tmp_path, poster=-1, gif=None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["animation.mp4", "poster.png"]
    assert Image.open(tmp_path / "poster.png").getpixel((67, 36)) == (255, 0, 0)


def test_an_odd_size_is_refused(tmp_path):
    figure, dot = moving_dot((97, 72))
    with pytest.raises(MovieError, match=r"even width and height, not \(97, 72\)"):
        record(figure, [dot], frames_of(dot, 2), tmp_path)
    assert not list(tmp_path.iterdir())


def test_ffmpegs_last_words_are_passed_on(tmp_path):
    figure, dot = moving_dot((96, 72))
    with pytest.raises(MovieError, match=r"could not write animation\.mp4 .*No such file"):
        record(figure, [dot], frames_of(dot, 200), tmp_path / "nowhere")


def test_a_gif_that_is_too_large_says_what_to_change(tmp_path, monkeypatch):
    monkeypatch.setattr(movie, "GIF_LIMIT", 100)
    figure, dot = moving_dot((96, 72))
    with pytest.raises(MovieError, match=r"animation\.gif has .* keep fewer frames"):
        record(figure, [dot], frames_of(dot, 8), tmp_path)


def test_a_frame_that_fails_ends_ffmpeg(tmp_path):
    figure, dot = moving_dot((96, 72))
    with pytest.raises(ZeroDivisionError):
        record(figure, [dot], [lambda: 1 / 0], tmp_path)


@pytest.mark.slow
def test_fifteen_frames_a_second(tmp_path):
    figure, dot = moving_dot()
    film = record(figure, [dot], frames_of(dot, 90), tmp_path)
    assert film.frames_per_second >= 15
