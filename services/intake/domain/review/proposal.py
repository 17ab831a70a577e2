"""What a review proposes to do about a procedure, and what of the procedure that would change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from services.intake.domain.errors import Words
from services.intake.domain.procedure import Component, Level, OnlineLevel, Procedure
from services.intake.domain.time_limit import HOURS_OF_A_WORKING_DAY, LimitKind, TimeLimit


class ProposalKind(Enum):
    """``KEEP`` stands alone: everything stays as it is."""

    CUT = "cut"
    CUT_PAPERS = "cut_papers"
    SHORTEN = "shorten"
    MERGE = "merge"
    CHANGE_ROUTE = "change_route"
    HAND_DOWN = "hand_down"
    ONLINE = "online"
    KEEP = "keep"

    @property
    def words(self) -> Words:
        return _KIND_WORDS[self]

    @property
    def is_in_catalogue(self) -> bool:
        """Whether a version of the procedure must show that it was done."""
        return self in _SHOWN_BY_A_VERSION

    @property
    def ends_it(self) -> bool:
        """Whether the procedure is none any more."""
        return self in (ProposalKind.CUT, ProposalKind.MERGE)


_KIND_WORDS = {
    ProposalKind.CUT: Words("Cắt giảm, bãi bỏ thủ tục", "Cut the procedure"),
    ProposalKind.CUT_PAPERS: Words("Cắt giảm giấy tờ", "Cut papers"),
    ProposalKind.SHORTEN: Words("Rút ngắn thời hạn", "Shorten the time"),
    ProposalKind.MERGE: Words("Gộp vào thủ tục khác", "Merge into another procedure"),
    ProposalKind.CHANGE_ROUTE: Words("Đổi quy trình liên thông", "Change the route"),
    ProposalKind.HAND_DOWN: Words("Phân cấp nơi giải quyết", "Hand to another level"),
    ProposalKind.ONLINE: Words("Trực tuyến toàn trình", "Online from beginning to end"),
    ProposalKind.KEEP: Words("Giữ nguyên", "Keep as it is"),
}
_SHOWN_BY_A_VERSION = frozenset(
    {
        ProposalKind.CUT_PAPERS,
        ProposalKind.SHORTEN,
        ProposalKind.CHANGE_ROUTE,
        ProposalKind.HAND_DOWN,
        ProposalKind.ONLINE,
    }
)


class Body(Enum):
    """Who decides: the department itself, or somebody to whom its head puts it forward."""

    DEPARTMENT = "department"
    PROVINCE = "province"
    MINISTRY = "ministry"

    @property
    def words(self) -> Words:
        return _BODY_WORDS[self]


_BODY_WORDS = {
    Body.DEPARTMENT: Words("Giám đốc Sở", "The department's director"),
    Body.PROVINCE: Words("Ủy ban nhân dân tỉnh", "The provincial people's committee"),
    Body.MINISTRY: Words("Bộ, ngành trung ương", "The ministry"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing to do. What goes with which kind: ``papers`` (ids) with CUT_PAPERS, ``limit`` with SHORTEN, ``into``
    (a code) with MERGE, ``route`` with CHANGE_ROUTE, ``level`` with HAND_DOWN."""

    kind: ProposalKind
    papers: tuple[str, ...] = ()
    limit: TimeLimit | None = None
    into: str | None = None
    route: str | None = None
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """One part of the procedure, before and after; ``after`` is None where nothing is left of it."""

    what: Words
    before: Words
    after: Words | None


LIMIT, PAPERS, ROUTE = Words("Thời hạn", "Time limit"), Words("Giấy tờ phải nộp", "Papers"), Words("Quy trình", "Route")
LEVEL, WAY = Words("Cấp giải quyết", "Level"), Words("Cách nộp", "How it is filed")
PROCEDURE = Words("Thủ tục", "Procedure")


def changes_of(measure: Measure, procedure: Procedure) -> Iterator[Changed]:
    """What the measure changes of this version of the procedure."""
    if measure.kind is ProposalKind.SHORTEN and measure.limit:
        yield Changed(LIMIT, procedure.limit.words, measure.limit.words)
    elif measure.kind is ProposalKind.CUT_PAPERS:
        for one in procedure.components:
            if one.id in measure.papers:
                yield Changed(PAPERS, one.name, None)
    elif measure.kind is ProposalKind.CUT:
        yield Changed(PROCEDURE, procedure.name, None)
    elif measure.kind is ProposalKind.MERGE and measure.into:
        yield Changed(PROCEDURE, procedure.name, Words(f"một phần của {measure.into}", f"part of {measure.into}"))
    elif measure.kind is ProposalKind.CHANGE_ROUTE and measure.route:
        usual = Words("theo mã thủ tục", "by the procedure's code")
        before = Words(procedure.route, procedure.route) if procedure.route else usual
        yield Changed(ROUTE, before, Words(measure.route, measure.route))
    elif measure.kind is ProposalKind.HAND_DOWN and measure.level:
        yield Changed(LEVEL, procedure.level.words, measure.level.words)
    elif measure.kind is ProposalKind.ONLINE:
        yield Changed(WAY, procedure.online.words, OnlineLevel.FULL.words)


def is_carried_out(measure: Measure, procedure: Procedure) -> bool:
    """Whether this version of the procedure shows what the measure wanted; True for what no version shows."""
    match measure.kind:
        case ProposalKind.SHORTEN:
            wanted, there = minutes_of(measure.limit), minutes_of(procedure.limit)
            return wanted is not None and there is not None and there <= wanted
        case ProposalKind.CUT_PAPERS:
            return not set(measure.papers) & {one.id for one in procedure.components}
        case ProposalKind.CHANGE_ROUTE:
            return procedure.route == measure.route
        case ProposalKind.HAND_DOWN:
            return procedure.level is measure.level
        case ProposalKind.ONLINE:
            return procedure.online is OnlineLevel.FULL
        case _:
            return True


def minutes_of(limit: TimeLimit | None) -> int | None:
    """For comparing limits of one way of counting; calendar days are counted as days of their own, 8 hours each."""
    if limit is None:
        return None
    if limit.kind is LimitKind.CALENDAR_DAYS:
        return int(limit.amount) * HOURS_OF_A_WORKING_DAY * 60
    return (limit.working_hours or 0) * 60


def is_shorter(limit: TimeLimit, than: TimeLimit) -> bool:
    """Whether it is; limits that are counted in other ways (calendar days, working time) are never compared."""
    calendar = LimitKind.CALENDAR_DAYS
    if LimitKind.IMMEDIATE not in (limit.kind, than.kind) and (limit.kind is calendar) != (than.kind is calendar):
        return False
    wanted, known = minutes_of(limit), minutes_of(than)
    return wanted is not None and known is not None and wanted < known


def papers_to_bring(procedure: Procedure) -> tuple[Component, ...]:
    """What may be cut: not what the office finds in a national database by itself."""
    return tuple(one for one in procedure.components if not one.in_national_database)
