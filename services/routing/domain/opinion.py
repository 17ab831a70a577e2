"""An opinion that one agency asks of another: a task beside the route, with its own date, that decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

LONGEST_QUESTION = 4000
HOTLINE = "hotline:"
CENTRE_NAME = "Trung tâm một cửa"  # in whose name the hotline asks: agencies hear of no petition


class BadOpinionRules(ValueError):
    """The file of rules cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What is asked, for which task, by whom (``agency:<key>``, ``hotline:<its question>`` or a
    person's account), and since when the asker knows
    that it is late."""

    for_task: str
    question: str
    asked_at: datetime
    asked_by: str
    late_told_at: datetime | None = None

    @property
    def of_hotline(self) -> bool:
        """Whether no agency asked it, but the hotline."""
        return self.asked_by.startswith(HOTLINE)


@dataclass(frozen=True, slots=True)
class OpinionRules:
    """``hours`` is what an agency has that is asked without a limit, ``most_hours`` the longest limit (both working
    hours), ``most_open`` how many opinions one task may wait for at a time."""

    hours: float
    most_hours: float
    most_open: int


@dataclass(frozen=True, slots=True)
class OpinionRuleVersions:
    """The rules by the day from which they hold, the oldest first."""

    versions: tuple[tuple[date, OpinionRules], ...]

    def on(self, day: date) -> OpinionRules:
        """Those that hold on this day; before the first of them, the first."""
        held = [rules for start, rules in self.versions if start <= day]
        return held[-1] if held else self.versions[0][1]


def read_opinion_rules(entries: Sequence[Mapping[str, object]]) -> OpinionRuleVersions:
    """Of a file's content, each ``{effective_from, hours, most_hours, most_open}``. Raises BadOpinionRules."""
    found: dict[date, OpinionRules] = {}
    for place, one in enumerate(entries):
        try:
            start = date.fromisoformat(str(one["effective_from"]))
            rules = OpinionRules(float(str(one["hours"])), float(str(one["most_hours"])), int(str(one["most_open"])))
        except (KeyError, ValueError) as problem:
            raise BadOpinionRules(f"{place}: {problem!r}") from problem
        if start in found:
            raise BadOpinionRules(f"{place}: a second version for {start}")
        if not 0 < rules.hours <= rules.most_hours or rules.most_open < 1:
            raise BadOpinionRules(f"{place}: 0 < hours <= most_hours and most_open >= 1 must hold")
        found[start] = rules
    if not found:
        raise BadOpinionRules("at least one version is needed")
    return OpinionRuleVersions(tuple(sorted(found.items(), key=lambda one: one[0])))
