"""Text for films: set once, then copied. Setting a line of type takes longer than a frame may."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.text import Text

MARGIN = 2  # pixels around what a text says it needs


class KeptText(Text):
    """A text that keeps a picture of each string it has shown, as long as it is not moved."""

    _kept: dict[tuple[str, tuple[float, float]], tuple[int, int, np.ndarray]]

    def draw(self, renderer: RendererBase) -> None:
        """Draw the string, from its picture if there is one."""
        if not self.get_visible() or not self.get_text():
            return
        key = (self.get_text(), self.get_position())
        if key not in self._kept:
            self._kept[key] = self._picture(renderer)
        left, bottom, picture = self._kept[key]
        graphics = renderer.new_gc()
        renderer.draw_image(graphics, left, bottom, picture)
        graphics.restore()

    def _picture(self, renderer: Any) -> tuple[int, int, np.ndarray]:
        height = int(renderer.height)
        apart = RendererAgg(int(renderer.width), height, renderer.dpi)
        super().draw(apart)
        box = self.get_window_extent(renderer)
        left, bottom = max(int(box.x0) - MARGIN, 0), max(int(box.y0) - MARGIN, 0)
        right, top = int(box.x1) + MARGIN + 1, min(int(box.y1) + MARGIN + 1, height)
        pixels = np.asarray(apart.buffer_rgba())[height - top:height - bottom, left:right]
        return left, bottom, pixels[::-1].copy()


def kept_text(axes: Axes, x: float, y: float, **style: Any) -> KeptText:
    """An empty text at a place of the axes, for strings that come and go."""
    text = KeptText(x, y, "", transform=axes.transData, **style)
    text._kept = {}
    axes.add_artist(text)
    text.set_clip_on(False)
    return text
