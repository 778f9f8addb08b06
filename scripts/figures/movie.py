"""Record a film from a matplotlib figure: MP4 for the page, GIF for the README, a poster.

Drawing a whole figure takes 200 to 300 ms, so only what moves is drawn: the still part is kept as
a picture, restored for each frame, and the moving artists are drawn on it. (They therefore lie
above everything still, whatever their zorder: what must lie above them has to be animated too.)
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import IO, TypeVar

import imageio_ffmpeg
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from policywerk.lessons.experiment import Report, silent

GIF_LIMIT = 2_000_000  # bytes
GIF_WIDTH = 720  # pixels
LAST_LINES = 5  # of what ffmpeg wrote before it failed

# ffmpeg and x264 have code of their own for newer processors, which gives other bits. accurate_rnd
# and bitexact ask for the plain colours; SSE2, which every PC has, for the bits of the plain
# encoder. (So does a name that x264 does not know, as on other machines.)
H264 = (
    "-vf", "scale=flags=bicubic+accurate_rnd+bitexact:out_color_matrix=bt709:out_range=tv,"
    "format=yuv420p", "-c:v", "libx264", "-x264-params", "asm=SSE2", "-preset", "medium",
    "-crf", "23", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
    "-color_range", "tv", "-movflags", "+faststart",
)
GIF_FILTER = (
    "scale={width}:-2:flags=lanczos,split[shown][counted];"
    "[counted]palettegen=max_colors={colours}:stats_mode=full[palette];"
    "[shown][palette]paletteuse=dither=none:diff_mode=rectangle"
)
SAME_BYTES = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact")


class MovieError(RuntimeError):
    """A film that could not be made; the message says why."""


@dataclass(frozen=True)
class Film:
    """What was recorded."""

    name: str
    frames: int
    seconds: float  # the recording took
    digest: str  # of all its frames, and of how they were encoded

    @property
    def frames_per_second(self) -> float:
        """How fast the film was recorded, not how fast it plays."""
        return self.frames / self.seconds


FILMS: list[Film] = []  # recorded by this process; the build keeps their rates and digests


@dataclass(frozen=True)
class Gif:
    """How the small copy of a film is made."""

    every: int = 4  # of so many frames, one is kept
    colours: int = 64  # of the palette all its frames share
    hold: float = 2.0  # seconds the last frame stays before the film begins again


class Encoder:
    """An ffmpeg process that takes raw frames."""

    def __init__(self, size: tuple[int, int], fps: float, options: Iterable[str],
                 path: Path) -> None:
        self.path = path
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with ffmpeg
        self._process = subprocess.Popen(
            [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error", "-f", "rawvideo",
             "-pixel_format", "rgb0", "-video_size", f"{size[0]}x{size[1]}",
             "-framerate", f"{fps:g}", "-threads", "1", "-i", "-", "-threads", "1",
             "-filter_threads", "1", *options, *SAME_BYTES, str(path)],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=self._log,
        )

    def write(self, frame: memoryview) -> None:
        """Add one frame.

        Raises: MovieError with ffmpeg's last lines if it has given up.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(frame)
        except OSError as problem:
            self._process.wait()
            raise self._error() from problem

    def close(self) -> None:
        """Finish the file.

        Raises: MovieError with ffmpeg's last lines if it failed.
        """
        try:
            self._process.communicate()
        except BrokenPipeError:
            self._process.wait()
        if self._process.returncode:
            raise self._error()
        self._log.close()

    def abandon(self) -> None:
        """Stop without a result."""
        self._process.kill()
        self._process.communicate()
        self._log.close()

    def _error(self) -> MovieError:
        self._log.seek(0)
        lines = self._log.read().decode(errors="replace").splitlines()[-LAST_LINES:]
        said = " / ".join(lines) or "it said nothing"
        return MovieError(f"ffmpeg could not write {self.path.name} "
                          f"(exit status {self._process.returncode}): {said}")


class Stage:
    """The figure as a film set: what stands still, kept as a picture, and what moves."""

    def __init__(self, figure: Figure, animated: Iterable[Artist]) -> None:
        self.canvas = FigureCanvasAgg(figure)
        self.size = self.canvas.get_width_height()
        self.animated = sorted(animated, key=lambda artist: artist.get_zorder())
        if self.size[0] % 2 or self.size[1] % 2:
            raise MovieError(f"H.264 needs an even width and height, not {self.size} pixels; "
                             "change figsize or dpi")
        for artist in self.animated:
            artist.set_animated(True)
        self.canvas.draw()
        figure.set_layout_engine("none")  # the layout is as it was drawn: it must not move
        self._still = self.canvas.copy_from_bbox(figure.bbox)

    def shoot(self) -> memoryview:
        """The present state of the moving artists, as raw RGBA pixels."""
        self.canvas.restore_region(self._still)
        renderer = self.canvas.get_renderer()
        for artist in self.animated:
            artist.draw(renderer)
        return memoryview(self.canvas.buffer_rgba())


S = TypeVar("S", bound=Hashable)  # a scene: all that one frame shows


def frames_of(scenes: Iterable[S], show: Callable[[S], None]) -> list[Callable[[], None]]:
    """One function a frame, as `record` takes them; frames of equal scenes share theirs."""
    shows: dict[S, Callable[[], None]] = {}
    return [shows.setdefault(scene, partial(show, scene)) for scene in scenes]


def record(
    figure: Figure,
    animated: Iterable[Artist],
    frames: Collection[Callable[[], object]],
    out: Path,
    *,
    name: str = "animation",
    fps: float = 20.0,
    poster: int | None = None,
    gif: Gif | None = Gif(),
    report: Report = silent,
) -> Film:
    """Write out/<name>.mp4, out/<name>.gif and a poster.

    The poster is out/poster.png for the film called "animation", and out/<name>.png for others.

    Args:
        figure: drawn with a layout that fits all frames; its pixel size must be even.
        animated: the artists that change, all of them.
        frames: one function a frame; calling it sets the artists. Where the same function
            follows itself the picture stands: it is not drawn again, which saves most of the time.
        fps: frames per second at which the film plays.
        poster: number of the frame to keep as poster; -1 is the last, None for no poster.
        gif: how the GIF is made, or None for no GIF.
        report: called with (name, frames done, frames in all).
    Raises: MovieError if ffmpeg fails, or the GIF is larger than 2 MB.
    """
    stage = Stage(figure, animated)
    started = time.perf_counter()
    encoders = [(1, Encoder(stage.size, fps, H264, out / f"{name}.mp4"))]
    if gif is not None:
        encoders.append((gif.every, _gif_encoder(stage.size, fps, gif, out / f"{name}.gif")))
    shown, digest = None, sha256(f"{H264} {GIF_FILTER} {fps} {poster} {gif}".encode())
    try:
        for number, show in enumerate(frames):
            if show is not shown:
                show()
                picture, shown = stage.shoot(), show
                digest.update(picture)
            digest.update(b"next")
            for every, encoder in encoders:
                if number % every == 0:
                    encoder.write(picture)
            if poster is not None and number == poster % len(frames):
                still = "poster.png" if name == "animation" else f"{name}.png"
                _save_picture(picture, stage.size, out / still)
            report(name, number + 1, len(frames))
        for _, encoder in encoders:
            encoder.close()
    except BaseException:
        for _, encoder in encoders:
            encoder.abandon()
        raise
    _require_small(out / f"{name}.gif")
    film = Film(f"{name}.mp4", len(frames), time.perf_counter() - started, digest.hexdigest())
    FILMS.append(film)
    return film


def _gif_encoder(size: tuple[int, int], fps: float, gif: Gif, path: Path) -> Encoder:
    """ffmpeg keeps the (few, small) frames of a GIF until it knows their common palette."""
    width = min(size[0], GIF_WIDTH)
    filters = GIF_FILTER.format(width=width, colours=gif.colours)
    options = ("-vf", filters, "-loop", "0", "-final_delay", f"{100 * gif.hold:.0f}")
    return Encoder(size, fps / gif.every, options, path)


def _save_picture(picture: memoryview, size: tuple[int, int], path: Path) -> None:
    """Pixels only: no date, no name of the program, so the same picture is the same file."""
    Image.frombuffer("RGBA", size, bytes(picture)).convert("RGB").save(path, optimize=True)


def _require_small(path: Path) -> None:
    size = path.stat().st_size if path.exists() else 0
    if size > GIF_LIMIT:
        raise MovieError(f"{path.name} has {size / 1e6:.1f} MB, more than "
                         f"{GIF_LIMIT / 1e6:.0f} MB: keep fewer frames (Gif.every) or colours")
