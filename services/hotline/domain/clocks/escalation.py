"""What is the matter with a petition at a moment, who was told of it and when, and when to look again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from services.hotline.domain.clocks.clock import ClockKind, clocks_of
from services.hotline.domain.clocks.limits import MINUTES_OF_AN_HOUR, Chain, ClockRules, Role
from services.hotline.domain.clocks.steps import unassigned_since
from services.hotline.domain.errors import Words
from services.hotline.domain.petition import OPEN, Act, Petition, Status
from shared.working_time import Calendar, due

# A clock is late behind its date, not at it.
BEHIND = timedelta(seconds=1)


class Matter(Enum):
    """What is the matter."""

    UNASSIGNED = "unassigned"
    FIRST_ANSWER = "first_answer"
    UPDATE = "update"
    SOLUTION = "solution"
    BOUNCED = "bounced"

    @property
    def words(self) -> Words:
        return _MATTERS[self]


@dataclass(frozen=True, slots=True)
class Told:
    """The ``level``-th of the chain (from 1) was told at ``at``."""

    level: int
    role: Role
    at: datetime


@dataclass(frozen=True, slots=True)
class Escalation:
    """One thing that is the matter, since ``since``; ``due_at`` is what ran out. ``ended_at`` is None while it holds.

    Its id says of what, so that it is raised once, however many workers find it: ``<code>:<matter>:<edition>``.
    """

    id: str
    matter: Matter
    since: datetime
    due_at: datetime | None
    raised_at: datetime
    told: tuple[Told, ...]
    ended_at: datetime | None = None

    @property
    def level(self) -> int:
        """How far up it went since it was raised."""
        return max((one.level for one in self.told if one.at >= self.raised_at), default=0)


@dataclass(frozen=True, slots=True)
class Escalations:
    """All of one petition, under its code; kept beside it, so that watching never stands in an officer's way.

    ``officer`` and ``topic`` are the petition's as they were last looked at, for the list.
    """

    id: str
    version: int = 0
    all: tuple[Escalation, ...] = ()
    officer: str | None = None
    topic: str = ""

    @property
    def open(self) -> tuple[Escalation, ...]:
        """Those that hold."""
        return tuple(one for one in self.all if one.ended_at is None)


@dataclass(frozen=True, slots=True)
class Rung:
    """The ``level``-th to be told, from ``at`` on."""

    level: int
    role: Role
    at: datetime


@dataclass(frozen=True, slots=True)
class Watched:
    """One thing that is or will be the matter, and who is told when."""

    id: str
    matter: Matter
    since: datetime
    due_at: datetime | None
    rungs: tuple[Rung, ...]


def watched(petition: Petition, rules: ClockRules, calendar: Calendar) -> list[Watched]:
    """All that is the matter with it, or will be. A clock that stands still says nothing new."""
    if petition.status not in OPEN:
        return []
    found: list[Watched] = []
    if petition.status is Status.RECEIVED:
        since = unassigned_since(petition)
        found.append(_watched(petition, Matter.UNASSIGNED, since, None, rules.unassigned, calendar))
    for one in clocks_of(petition, rules, calendar):
        if one.met_at is None and (one.stands_at is None or one.is_late(one.stands_at)):
            chain = _chain(rules, one.kind, nobody=petition.officer is None)
            matter = Matter(one.kind.value)
            new = _watched(petition, matter, one.due_at + BEHIND, one.due_at, chain, calendar, one.started_at)
            found.append(_standing(new, one.stands_at) if one.stands_at else new)
    if petition.leader_decides:
        handed = [one.at for one in petition.history if one.act is Act.HANDED_ON]
        rung = Rung(1, Role.LEADER, handed[-1])
        id = _id(petition, Matter.BOUNCED, handed[-1])
        found.append(Watched(id, Matter.BOUNCED, handed[-1], None, (rung,)))
    return found


def settle(known: Escalations, found: Iterable[Watched], now: datetime) -> tuple[Escalations, list[Escalation]]:
    """The escalations as they are now (the same where nothing changed), and those of which somebody is told now: once
    for every level whose time has come, the highest of them."""
    holding = {one.id: one for one in found if one.rungs[0].at <= now}
    kept, told = [], []
    for one in known.all:
        watched_one = holding.pop(one.id, None)
        after = _after(one, watched_one, now)
        kept.append(after)
        if len(after.told) > len(one.told):
            told.append(after)
    for new in holding.values():
        raised = Escalation(new.id, new.matter, new.since, new.due_at, now, (_due_rung(new, now),))
        kept.append(raised)
        told.append(raised)
    if tuple(kept) == known.all:
        return known, []
    return replace(known, version=known.version + 1, all=tuple(kept)), told


def next_look(found: Iterable[Watched], others: Iterable[datetime], now: datetime, rules: ClockRules) -> datetime:
    """When the next one is to be told, or something else falls due; never later than the rules say."""
    later = [rung.at for one in found for rung in one.rungs if rung.at > now]
    return min([now + rules.look_again, *later, *(at for at in others if at > now)])


def _after(one: Escalation, found: Watched | None, now: datetime) -> Escalation:
    if found is None:
        return one if one.ended_at else replace(one, ended_at=now)
    if one.ended_at:  # it holds again: told anew from the beginning
        return replace(one, ended_at=None, raised_at=now, due_at=found.due_at, told=(*one.told, _due_rung(found, now)))
    rung = _due_rung(found, now)
    changed = replace(one, due_at=found.due_at) if one.due_at != found.due_at else one
    return changed if rung.level <= one.level else replace(changed, told=(*one.told, rung))


def _due_rung(one: Watched, now: datetime) -> Told:
    last = [rung for rung in one.rungs if rung.at <= now][-1]
    return Told(last.level, last.role, now)


def _watched(
    petition: Petition, matter: Matter, since: datetime, due_at: datetime | None, chain: Chain, calendar: Calendar,
    started_at: datetime | None = None,
) -> Watched:  # fmt: skip
    rungs = tuple(_rungs(chain, since, calendar))
    return Watched(_id(petition, matter, started_at or since), matter, since, due_at, rungs)


def _standing(one: Watched, stands_at: datetime) -> Watched:
    """While its clock stands nobody more is told than before."""
    return replace(one, rungs=(one.rungs[0], *(rung for rung in one.rungs[1:] if rung.at <= stands_at)))


def _rungs(chain: Chain, since: datetime, calendar: Calendar) -> Iterator[Rung]:
    for number, one in enumerate(chain, 1):
        minutes = round(one.after_hours * MINUTES_OF_AN_HOUR)
        yield Rung(number, one.role, due(calendar, since, minutes)[0] if minutes else since)


def _chain(rules: ClockRules, kind: ClockKind, *, nobody: bool) -> Chain:
    """Where nobody has it, the operator is told what the officer would be."""
    chain = {
        ClockKind.FIRST_ANSWER: rules.first_answer,
        ClockKind.UPDATE: rules.update,
        ClockKind.SOLUTION: rules.solution,
    }[kind]
    if not nobody:
        return chain
    return tuple(replace(one, role=Role.OPERATOR) if one.role is Role.OFFICER else one for one in chain)


def _id(petition: Petition, matter: Matter, edition: datetime) -> str:
    return f"{petition.id}:{matter.value}:{int(edition.timestamp())}"


_MATTERS = {
    Matter.UNASSIGNED: Words("Chưa ai nhận", "Nobody has it"),
    Matter.FIRST_ANSWER: Words("Chưa có lời đầu tiên", "No first word yet"),
    Matter.UPDATE: Words("Lâu không có tin", "No word for too long"),
    Matter.SOLUTION: Words("Trả lời trễ hẹn", "The answer is late"),
    Matter.BOUNCED: Words("Chuyển qua lại nhiều lần", "Handed to and fro"),
}
