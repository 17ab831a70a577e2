"""Columns a day as a picture: numbers become heights; nothing in it that the table beneath does not say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

# In the picture's own units, about a pixel each.
HEIGHT, FOOT, HEAD, LEFT, RIGHT = 220, 28, 14, 64, 8
WIDTH = 880
MOST_LABELS = 16
STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a column; ``kind`` gives its colour."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """A level with its number."""

    y: float
    value: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A day beneath its column."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All of it."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]


def columns(days: Sequence[date], stacks: Sequence[Sequence[tuple[str, float]]], most: float | None = None) -> Chart:
    """One column a day of pieces (kind, value), the first at the foot; ``most`` is the top of the scale, else as much
    as is needed."""
    highest = max((sum(value for _, value in stack) for stack in stacks), default=0.0)
    top = round_up(most or highest)
    space = HEIGHT - FOOT - HEAD
    wide = (WIDTH - LEFT - RIGHT) / max(1, len(days))
    thick = min(48, wide * 0.72)
    bars = []
    for number, stack in enumerate(stacks):
        foot = float(HEAD + space)
        for kind, value in stack:
            high = space * value / top
            if high > 0:
                foot -= high
                x = LEFT + wide * number + (wide - thick) / 2
                bars.append(Bar(round(x, 1), round(foot, 1), round(thick, 1), round(high, 1), kind))
    lines = tuple(Line(round(HEAD + space * (1 - part / 2), 1), round(top * part / 2)) for part in range(3))
    every = -(-len(days) // MOST_LABELS)
    marks = tuple(
        Mark(round(LEFT + wide * (number + 0.5), 1), f"{day.day}/{day.month}")
        for number, day in enumerate(days)
        if number % every == 0
    )
    return Chart(WIDTH, HEIGHT, tuple(bars), lines, marks)


def round_up(value: float) -> int:
    """The next number of 2, 4, 10, 20, 40 … so that half of it is whole too."""
    size = 1
    while True:
        for step in STEPS:
            if 2 * step * size >= value:
                return 2 * step * size
        size *= 10
