"""The lessons there are, one a paper."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple, Tuple

from policywerk.lessons.experiment import Study
from policywerk.lessons.settings import RequestError


class Lesson(NamedTuple):
    """One lesson of the book."""

    number: str  # "01" to "07" as the papers; "00" is the machinery before them
    slug: str  # the module under policywerk.lessons
    title: str
    paper: str


LESSONS: Tuple[Lesson, ...] = (
    Lesson(
        number="00",
        slug="l00_machinery",
        title="The machinery at work",
        paper="Part III, a network trained from scratch",
    ),
    Lesson(
        number="01",
        slug="l01_bellman",
        title="Planning with a known model",
        paper="Bellman 1957, A Markovian decision process",
    ),
    Lesson(
        number="02",
        slug="l02_barto_sutton",
        title="Learning from interaction",
        paper="Barto, Sutton & Anderson 1983, Neuronlike adaptive elements",
    ),
    Lesson(
        number="03",
        slug="l03_td_learner",
        title="Learning to predict from predictions",
        paper="Sutton 1988, Learning to predict by the methods of temporal differences",
    ),
    Lesson(
        number="04",
        slug="l04_q_learner",
        title="Off-policy control",
        paper="Watkins 1989, Learning from delayed rewards",
    ),
    Lesson(
        number="05",
        slug="l05_dqn",
        title="Values from pixels",
        paper="Mnih et al. 2013, Playing Atari with deep reinforcement learning",
    ),
    Lesson(
        number="06",
        slug="l06_ppo",
        title="Policies for actions that are numbers",
        paper="Schulman et al. 2017, Proximal policy optimization algorithms",
    ),
    Lesson(
        number="07",
        slug="l07_dreamer",
        title="Learning in imagination",
        paper="Hafner et al. 2025, Mastering diverse control tasks through world models",
    ),
)


def find_lesson(number: str) -> Lesson:
    """The lesson of that number, written 1 or 01.

    Raises: RequestError naming the lessons there are.
    """
    for lesson in LESSONS:
        if number and number.zfill(2) == lesson.number:
            return lesson
    there_are = ", ".join(lesson.number for lesson in LESSONS)
    raise RequestError(f"there is no lesson {number!r}; there are: {there_are}")


def load_study(lesson: Lesson) -> Study:
    """Import a lesson's module and return its program."""
    study: Study = import_module(f"policywerk.lessons.{lesson.slug}").STUDY
    return study
