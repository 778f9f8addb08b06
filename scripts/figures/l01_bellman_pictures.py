"""What is drawn of lesson 01."""

from __future__ import annotations

from figures.pictures import Picture
from policywerk.lessons.l01_bellman import CARS, GROWING, SHOWN, TABLES, WALKS

PICTURES = (
    Picture("trace", "l01_bellman:draw_trace", writes=("trace.png", "trace.svg"), reads=(SHOWN,)),
    Picture("contraction", "l01_bellman:draw_contraction", writes=("contraction.svg",),
            reads=(TABLES,)),
    Picture("printed-grids", "l01_bellman:draw_printed_grids", writes=("printed_grids.svg",),
            reads=(TABLES,)),
    Picture("gambler", "l01_bellman:draw_gambler", writes=("gambler.svg",), reads=(TABLES,)),
    Picture("car-rental", "l01_bellman:draw_cars", writes=("car_rental.svg",), reads=(CARS,)),
    Picture("growth", "l01_bellman:draw_growth", writes=("growth.svg",), reads=GROWING,
            timed=True),
    Picture("growth-table", "l01_bellman:write_growth", writes=("growth.md",), reads=GROWING),
    Picture("two-halves", "page_planning:draw_two_halves", writes=("two_halves.svg",)),
    Picture("news", "page_planning:draw_news", writes=("where_the_news_is.svg",)),
    Picture("results", "l01_bellman:write_results",
            writes=("results.md", "printed.md", "walked.md"), reads=(*WALKS, TABLES, CARS),
            evidence=True),
    Picture("numbers", "l01_bellman:write_numbers", writes=("numbers.json",),
            reads=(*WALKS, TABLES, CARS, *GROWING), evidence=True),
    Picture("animation", "l01_bellman:draw_animation", reads=(SHOWN,),
            writes=("animation.mp4", "animation.gif", "poster.png")),
)
