"""The register in words: how old a list is, who did what, by what somebody comes first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.intake.domain.priority.given import Basis, Ground
from services.intake.domain.priority.groups import PriorityRules
from services.intake.domain.priority.lists import Edition, Freshness, Move
from services.intake.use_cases.priority.keep_lists import ListLine
from services.intake.web.parts import Parts
from shared.ui import display, words
from shared.ui.texts import gettext as _
from shared.ui.texts import ngettext

KINDS = {Freshness.FRESH: "done", Freshness.AGEING: "soon", Freshness.OLD: "late", Freshness.NONE: "new"}


@dataclass(frozen=True, slots=True)
class Line:
    """One list in the overview: ``kind`` and ``age`` make the tag, ``open`` tells of the edition under way."""

    address: str
    group: str
    people: int | None
    as_of: str
    kind: str
    age: str
    open: str
    open_kind: str


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that somebody did with an edition."""

    text: str
    note: str


@dataclass(frozen=True, slots=True)
class GroundLine:
    """Why a dossier goes first: which groups, by what, who and when."""

    groups: str
    basis: str
    who: str
    note: str


def age_words(line: ListLine) -> str:
    """The word of the tag; the days stand in it."""
    days = line.days or 0
    told = ngettext("%(num)s ngày", "%(num)s ngày", days)
    return {
        Freshness.FRESH: _("Còn mới, %(days)s", days=told),
        Freshness.AGEING: _("Sắp cũ, %(days)s", days=told),
        Freshness.OLD: _("Đã cũ, %(days)s", days=told),
        Freshness.NONE: _("Chưa có danh sách"),
    }[line.freshness]


def line_of(line: ListLine) -> Line:
    """A list as one row."""
    tongue = display.language()
    found = line.list
    confirmed = found.confirmed if found else None
    begun = found.open if found else None
    return Line(
        address=f"/desk/priority/lists/{line.commune.code}/{line.group.code}" if found else "",
        group=line.group.name.in_language(tongue),
        people=found.people_of(confirmed) if found and confirmed else None,
        as_of=words.short_date(confirmed.as_of, tongue) if confirmed else "",
        kind=KINDS[line.freshness],
        age=age_words(line),
        open=begun.state.words.in_language(tongue) if begun else "",
        open_kind="you" if begun and begun.state.value == "submitted" else "in_time",
    )


def history_of(parts: Parts, edition: Edition, now: datetime) -> list[Done]:
    """What was done with an edition, the first thing first."""
    told = [Done(_("%(who)s bắt đầu lập, %(when)s", **_who(parts, edition.begun_by, edition.begun_at, now)), "")]
    for one in edition.moves:
        values = _who(parts, one.by, one.at, now)
        text = {
            Move.SUBMITTED: _("%(who)s gửi, %(when)s", **values),
            Move.SENT_BACK: _("%(who)s trả lại, %(when)s", **values),
            Move.CONFIRMED: _("%(who)s xác nhận, %(when)s", **values),
        }[one.move]
        told.append(Done(text, one.note))
    return told


def ground_lines(parts: Parts, grounds: Iterable[Ground], rules: PriorityRules, now: datetime) -> list[GroundLine]:
    """Why it goes first, in words."""
    tongue = display.language()
    found = []
    for one in grounds:
        reason = rules.reason(one.reason) if one.reason else None
        groups = reason.name.in_language(tongue) if reason else group_names(rules, one.groups)
        by_data = one.by.startswith("service:")
        when = words.moment(one.at, now, tongue)
        who = when if by_data else _("%(who)s, %(when)s", who=officer(parts, one.by), when=when)
        basis = one.basis.words.in_language(tongue)
        if one.basis is Basis.AGE:
            group = rules.group(one.groups[0]) if one.groups else None
            if group is not None and group.from_age is not None:
                basis = _("Từ %(age)s tuổi, không cần có tên trong danh sách", age=group.from_age)
        found.append(GroundLine(groups, basis, who, one.note))
    return found


def group_names(rules: PriorityRules, codes: Iterable[str]) -> str:
    """Their names, with commas."""
    tongue = display.language()
    named = ((code, rules.group(code)) for code in codes)
    return ", ".join(group.name.in_language(tongue) if group else code for code, group in named)


def officer(parts: Parts, actor: str) -> str:
    """The name of whoever did it, as colleagues know them."""
    name = actor.removeprefix("staff:")
    account = parts.ports.accounts.find(name)
    return account.display_name.in_language(display.language()) if account else name


def _who(parts: Parts, actor: str, at: datetime, now: datetime) -> dict[str, str]:
    return {"who": officer(parts, actor), "when": words.moment(at, now, display.language())}
