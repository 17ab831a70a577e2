"""How long the clocks of petitions run and who is told when they run out: data with the day from which it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any

from services.hotline.domain.errors import Words
from services.hotline.domain.kinds import Topic

MINUTES_OF_AN_HOUR, MINUTES_OF_A_DAY = 60, 480
OTHERS = "others"


class BadLimits(ValueError):
    """The data is no set of limits; the message names the place."""


class Role(Enum):
    """Who is told, one above the other."""

    OFFICER = "officer"  # whoever has it
    OPERATOR = "operator"  # whoever shares petitions out
    LEADER = "leader"

    @property
    def words(self) -> Words:
        return _ROLES[self]


@dataclass(frozen=True, slots=True)
class Level:
    """This role is told when so many working hours have passed."""

    role: Role
    after_hours: float


Chain = tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class ClockRules:
    """The limits from one day on; all time is working time.

    ``first_hours`` until somebody speaks to whoever petitioned, ``update_days`` from one word to the next (both by
    topic). ``complex_days`` is the whole limit of an involved matter. A pause lasts ``pause_days`` at most, and there
    are ``pauses`` of them at most. It is reopened up to ``reopenings`` times, ``reopen_within_days`` behind the answer,
    and answered again in ``reopen_answer_days``. What nobody took in ``assign_after_hours`` is given to somebody by
    field and load. ``bounces`` between units bring it to the leaders. ``look_again``: every open one is looked at
    again that soon, whatever else happens.
    """

    effective_from: date
    first_hours: Mapping[str, float]
    update_days: Mapping[str, float]
    complex_days: int
    pause_days: int
    pauses: int
    reopen_within_days: int
    reopen_answer_days: int
    reopenings: int
    assign_after_hours: float
    bounces: int
    unassigned: Chain
    first_answer: Chain
    update: Chain
    solution: Chain
    look_again: timedelta

    def first_minutes(self, topic: Topic) -> int:
        """Working minutes until the first word."""
        return round(_of(self.first_hours, topic) * MINUTES_OF_AN_HOUR)

    def update_minutes(self, topic: Topic) -> int:
        """Working minutes from one word to the next."""
        return round(_of(self.update_days, topic) * MINUTES_OF_A_DAY)


@dataclass(frozen=True, slots=True)
class ClockVersions:
    """Every version there was, the oldest first; never empty."""

    versions: tuple[ClockRules, ...]

    def on(self, day: date) -> ClockRules:
        """Those that hold on that day; before the first ones, the first."""
        found = [one for one in self.versions if one.effective_from <= day]
        return found[-1] if found else self.versions[0]


def read_limits(entries: Sequence[Mapping[str, Any]]) -> ClockVersions:
    """The versions of a file's content. Raises BadLimits."""
    found: dict[date, ClockRules] = {}
    for place, one in enumerate(entries):
        try:
            rules = _rules(one)
        except (KeyError, TypeError, ValueError) as problem:
            raise BadLimits(f"{place}: {problem!r}") from problem
        if rules.effective_from in found:
            raise BadLimits(f"{place}: a second version for {rules.effective_from}")
        found[rules.effective_from] = rules
    if not found:
        raise BadLimits("at least one version is needed")
    return ClockVersions(tuple(found[day] for day in sorted(found)))


def _rules(one: Mapping[str, Any]) -> ClockRules:
    whole = {
        name: _at_least_one(name, one[name])
        for name in ("complex_days", "pause_days", "pauses", "reopen_within_days", "reopen_answer_days", "reopenings",
                     "bounces", "look_again_minutes")
    }  # fmt: skip
    return ClockRules(
        effective_from=date.fromisoformat(one["effective_from"]),
        first_hours=_by_topic("first_hours", one["first_hours"]),
        update_days=_by_topic("update_days", one["update_days"]),
        assign_after_hours=_not_negative("assign_after_hours", one["assign_after_hours"]),
        unassigned=_chain("unassigned", one["unassigned"]),
        first_answer=_chain("first_answer", one["first_answer"]),
        update=_chain("update", one["update"]),
        solution=_chain("solution", one["solution"]),
        look_again=timedelta(minutes=whole.pop("look_again_minutes")),
        **whole,
    )


def _by_topic(name: str, values: Mapping[str, Any]) -> Mapping[str, float]:
    unknown = set(values) - {OTHERS, *(one.value for one in Topic)}
    if unknown or OTHERS not in values:
        raise BadLimits(f"{name}: by topic, and {OTHERS} for the rest: {sorted(unknown)}")
    found = {topic: float(value) for topic, value in values.items()}
    if min(found.values()) <= 0:
        raise BadLimits(f"{name}: must be more than nothing")
    return found


def _chain(name: str, levels: Sequence[Mapping[str, Any]]) -> Chain:
    chain = tuple(Level(Role(one["role"]), _not_negative(name, one["after_hours"])) for one in levels)
    if not chain or len({one.role for one in chain}) != len(chain):
        raise BadLimits(f"{name}: somebody has to be told, each role once")
    if [one.after_hours for one in chain] != sorted({one.after_hours for one in chain}):
        raise BadLimits(f"{name}: each is told later than the one before")
    return chain


def _of(values: Mapping[str, float], topic: Topic) -> float:
    return values.get(topic.value, values[OTHERS])


def _at_least_one(name: str, value: Any) -> int:
    if int(value) < 1:
        raise BadLimits(f"{name}: must be at least 1")
    return int(value)


def _not_negative(name: str, value: Any) -> float:
    if float(value) < 0:
        raise BadLimits(f"{name}: must not be negative")
    return float(value)


_ROLES = {
    Role.OFFICER: Words("người đang giữ", "whoever has it"),
    Role.OPERATOR: Words("người trực đường dây nóng", "the hotline's operator"),
    Role.LEADER: Words("lãnh đạo sở", "the department's leaders"),
}
