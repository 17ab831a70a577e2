"""When somebody is told that work is late, and who: data with the day from which it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any


class BadEscalation(ValueError):
    """The data is no set of rules; the message names the place."""


class Role(Enum):
    """Who is told, one above the other."""

    OFFICER = "officer"  # whoever has the task in hand
    HEAD = "head"  # the head of the agency
    LEADER = "leader"  # the department's leaders

    @property
    def above(self) -> Role:
        """Who is told where there is nobody of this role."""
        return {Role.OFFICER: Role.HEAD}.get(self, Role.LEADER)


@dataclass(frozen=True, slots=True)
class Level:
    """This role is told when so many working hours have passed."""

    role: Role
    after_hours: float


Chain = tuple[Level, ...]


def without_officer(chain: Chain) -> Chain:
    """The chain of a task that nobody has in hand: what the officer would be told goes to the head at once; each role
    is told once, the first time that it is its turn."""
    found: list[Level] = []
    for one in chain:
        role = one.role.above if one.role is Role.OFFICER else one.role
        if role not in {known.role for known in found}:
            found.append(Level(role, one.after_hours))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ForecastRules:
    """``least`` cases that lasted as long must be known before anything is said; ``share`` of them late is a warning;
    the ``newest`` are looked at."""

    least: int
    share: float
    newest: int


@dataclass(frozen=True, slots=True)
class EscalationRules:
    """All hours are working hours of the agency's calendar.

    A task is reminded of ``remind_hours`` before it is due, but no sooner than when ``remind_share`` of its own time is
    left. The chains count from the due date (``overdue``), from the moment at which it lay in the agency's queue
    (``unacknowledged``), from its turn while there was no room in that queue (``not_sent``), and from the refusal while
    no other agency has it (``unassigned``). A task that went to and fro between units ``bounced_times``
    is told to ``bounced_role`` at once. An agency is silent that was not heard for ``silent_hours`` while tasks lay in
    its queue. Every open case is looked at again after ``look_again``, whatever else happens.
    """

    remind_hours: float
    remind_share: float
    overdue: Chain
    unacknowledged: Chain
    not_sent: Chain
    unassigned: Chain
    bounced_times: int
    bounced_role: Role
    silent_hours: float
    forecast: ForecastRules
    look_again: timedelta


@dataclass(frozen=True, slots=True)
class EscalationVersions:
    """Every version there was, oldest first; never empty."""

    versions: tuple[tuple[date, EscalationRules], ...]

    def on(self, day: date) -> EscalationRules:
        """The rules that hold on that day; before the first ones, the first."""
        in_force = [rules for start, rules in self.versions if start <= day]
        return in_force[-1] if in_force else self.versions[0][1]


def read_escalation(entries: Sequence[Mapping[str, Any]]) -> EscalationVersions:
    """The versions of a file's content. Raises BadEscalation."""
    found: dict[date, EscalationRules] = {}
    for place, one in enumerate(entries):
        try:
            start = date.fromisoformat(str(one["effective_from"]))
            rules = _rules(one)
        except (KeyError, TypeError, ValueError) as problem:
            raise BadEscalation(f"{place}: {problem!r}") from problem
        if start in found:
            raise BadEscalation(f"{place}: a second version for {start}")
        found[start] = rules
    if not found:
        raise BadEscalation("at least one version is needed")
    return EscalationVersions(tuple(sorted(found.items(), key=lambda one: one[0])))


def _rules(one: Mapping[str, Any]) -> EscalationRules:
    forecast, bounced = one["forecast"], one["bounced"]
    rules = EscalationRules(
        remind_hours=_not_negative("remind_hours", one["remind_hours"]),
        remind_share=_not_negative("remind_share", one["remind_share"]),
        overdue=_chain("overdue", one["overdue"]),
        unacknowledged=_chain("unacknowledged", one["unacknowledged"]),
        not_sent=_chain("not_sent", one["not_sent"]),
        unassigned=_chain("unassigned", one["unassigned"]),
        bounced_times=int(bounced["times"]),
        bounced_role=Role(bounced["role"]),
        silent_hours=_not_negative("silent_hours", one["silent_hours"]),
        forecast=ForecastRules(int(forecast["least"]), float(forecast["share"]), int(forecast["newest"])),
        look_again=timedelta(minutes=int(one["look_again_minutes"])),
    )
    if rules.overdue[0].after_hours != 0:
        raise BadEscalation("overdue: the first is told when it is due: after_hours 0")
    if rules.bounced_times < 1 or rules.forecast.least < 1 or rules.look_again <= timedelta():
        raise BadEscalation("bounced.times, forecast.least and look_again_minutes are at least 1")
    if not 0 < rules.forecast.share <= 1 or rules.remind_share > 1:
        raise BadEscalation("forecast.share and remind_share are shares: at most 1")
    return rules


def _chain(name: str, levels: Sequence[Mapping[str, Any]]) -> Chain:
    chain = tuple(Level(Role(one["role"]), _not_negative(name, one["after_hours"])) for one in levels)
    if not chain:
        raise BadEscalation(f"{name}: somebody has to be told")
    if [one.after_hours for one in chain] != sorted({one.after_hours for one in chain}):
        raise BadEscalation(f"{name}: each is told later than the one before")
    if len({one.role for one in chain}) != len(chain):
        raise BadEscalation(f"{name}: each role stands once")
    return chain


def _not_negative(name: str, value: Any) -> float:
    number = float(value)
    if number < 0:
        raise BadEscalation(f"{name}: must not be negative")
    return number
