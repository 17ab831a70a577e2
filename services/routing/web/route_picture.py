"""A route as a picture: steps from top to bottom, side by side where they run side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services.routing.domain.flow import references
from services.routing.domain.route import Route
from services.routing.domain.route_trial import Trial
from services.routing.domain.step import Step

# In the picture's own units, about a pixel each.
BOX_WIDTH, BOX_HEIGHT = 232, 92
GAP_ACROSS, GAP_DOWN = 28, 56
MARGIN = 12
LETTERS = 27
SIDE = 52  # room for the ways back, beyond all boxes


@dataclass(frozen=True, slots=True)
class Box:
    """A step: its corner, and what stands in it; ``kind`` is critical, beside or skipped."""

    x: float
    y: float
    lines: tuple[str, ...]
    agency: str
    time: str
    kind: str
    advises: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way from one step to the next, or (``back``) a return; ``words`` is the outcome that takes it."""

    path: str
    words: str
    x: float
    y: float
    kind: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All of it, with its size."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def draw(route: Route, trial: Trial, times: Mapping[str, str], outcomes: Mapping[str, str], language: str) -> Picture:
    """The picture of a route, with the way of this trial in it; ``times`` says each step's time in words, and
    ``outcomes`` the name of each outcome."""
    rows = _rows(route)
    widest = max(len(row) for row in rows)
    width = 2 * MARGIN + widest * BOX_WIDTH + (widest - 1) * GAP_ACROSS
    corners = {
        id: (_across(number, len(row), width), MARGIN + depth * (BOX_HEIGHT + GAP_DOWN))
        for depth, row in enumerate(rows)
        for number, id in enumerate(row)
    }
    kinds = _kinds(trial)
    boxes = tuple(_box(step, corners[step.id], times[step.id], kinds, language) for step in route.steps)
    arrows = tuple(arrow for step in route.steps for arrow in _arrows(step, corners, kinds, outcomes))
    backs = tuple(arrow for step in route.steps for arrow in _backs(step, corners, width + SIDE))
    side = SIDE if backs else 0
    return Picture(width + side, 2 * MARGIN + len(rows) * (BOX_HEIGHT + GAP_DOWN) - GAP_DOWN, boxes, (*arrows, *backs))


def _rows(route: Route) -> list[list[str]]:
    depth: dict[str, int] = {}
    rows: list[list[str]] = []
    for step in route.steps:
        depth[step.id] = max((depth[ref.step] + 1 for ref in references(step)), default=0)
        while len(rows) <= depth[step.id]:
            rows.append([])
        rows[depth[step.id]].append(step.id)
    return rows


def _across(number: int, count: int, width: float) -> float:
    taken = count * BOX_WIDTH + (count - 1) * GAP_ACROSS
    return (width - taken) / 2 + number * (BOX_WIDTH + GAP_ACROSS)


def _kinds(trial: Trial) -> dict[str, str]:
    found = {one.step.id: "critical" if one.critical else "beside" for one in trial.steps}
    return {**found, **{one.id: "skipped" for one in trial.skipped}}


def _box(step: Step, corner: tuple[float, float], time: str, kinds: Mapping[str, str], language: str) -> Box:
    vietnamese = language == "vi"
    name = step.name if vietnamese else step.name_en
    agency = step.agency_name if vietnamese else step.agency_name_en
    return Box(*corner, _wrapped(name), _shortened(agency, LETTERS + 5), time, kinds[step.id], step.advises)


def _arrows(
    step: Step, corners: Mapping[str, tuple[float, float]], kinds: Mapping[str, str], outcomes: Mapping[str, str]
) -> list[Arrow]:
    x, y = corners[step.id]
    found = []
    for ref in references(step):
        above_x, above_y = corners[ref.step]
        start_x, start_y = above_x + BOX_WIDTH / 2, above_y + BOX_HEIGHT
        end_x, end_y = x + BOX_WIDTH / 2, y - 4
        bend = GAP_DOWN / 2
        path = (
            f"M{start_x:g} {start_y:g} C{start_x:g} {start_y + bend:g} {end_x:g} {end_y - bend:g} {end_x:g} {end_y:g}"
        )
        words = outcomes[ref.outcome.value] if ref.outcome else ""
        both = {kinds[step.id], kinds[ref.step]}
        kind = "skipped" if "skipped" in both else "critical" if both == {"critical"} else "beside"
        found.append(Arrow(path, words, end_x + 8, y - GAP_DOWN / 2 + 6, kind))
    return found


def _backs(step: Step, corners: Mapping[str, tuple[float, float]], edge: float) -> list[Arrow]:
    x, y = corners[step.id]
    found = []
    for target in step.returns_to:
        to_x, to_y = corners[target]
        out, low, high = edge - MARGIN, y + BOX_HEIGHT / 2, to_y + BOX_HEIGHT / 2
        up = f"H{out - 14:g} Q{out:g} {low:g} {out:g} {low - 14:g} V{high + 14:g}"
        into = f"Q{out:g} {high:g} {out - 14:g} {high:g} H{to_x + BOX_WIDTH + 4:g}"
        path = f"M{x + BOX_WIDTH:g} {low:g} {up} {into}"
        found.append(Arrow(path, "", 0, 0, "back"))
    return found


def _wrapped(text: str) -> tuple[str, ...]:
    """At most two lines."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= LETTERS or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) > 2:
        lines = [lines[0], _shortened(" ".join(lines[1:]), LETTERS)]
    return tuple(lines)


def _shortened(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"
