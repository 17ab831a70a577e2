"""The petitions' desk: what is open by due date, and the other lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypeVar

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from services.hotline.domain.petition import Petition
from services.hotline.use_cases.list_petitions import count_petitions, list_petitions
from services.hotline.use_cases.ports import Group, Lateness
from services.hotline.web.clock_words import word_note
from services.hotline.web.parts import Parts
from services.hotline.web.standing_words import tag_for_officer, task_of
from shared.http.correlation import current_caller
from shared.http.paging import decode_cursor, encode_cursor
from shared.security.access import needs
from shared.ui import display, words
from shared.working_time.calendar import local

E = TypeVar("E", bound=Enum)
ROWS_OF_GROUP, ROWS_OF_PAGE = 10, 50


@dataclass(frozen=True, slots=True)
class StripItem:
    name: str
    count: int
    word: str
    address: str
    here: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table, in the names that the shared table knows."""

    kind: str
    left: str
    due: str
    address: str
    name: str
    code: str
    person: str
    priority: str
    task: str
    note: str
    late_note: bool
    holder: str


@dataclass(frozen=True, slots=True)
class More:
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A group of the table; ``count`` is of the whole group."""

    title: str
    count: int
    rows: tuple[Row, ...]
    more: More | None = None


def add_desk_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the list onto the blueprint."""

    @pages.get("/hotline/desk")
    @needs("petition.list")
    def desk() -> str:
        group = _one_of(Group, "group") or Group.OPEN
        lateness = _one_of(Lateness, "lateness") if group is Group.OPEN else None
        mine = request.args.get("mine") == "1"
        counts = count_petitions(parts.ports, current_caller())
        if group is Group.OPEN and not lateness and not mine:
            groups = _by_lateness(parts, counts)
        else:
            groups = _one_list(parts, group, lateness, mine)
        return render_template(
            "hotline/desk.html",
            groups=groups,
            strip=_strip(counts, lateness),
            group=group,
            mine=mine,
            lateness=lateness,
            titles=_titles(),
            total=sum(counts.values()),
            now=parts.now(),
        )


def _by_lateness(parts: Parts, counts: Mapping[Lateness, int]) -> list[Shown]:
    groups = []
    for one in (one for one in Lateness if counts[one]):
        found = list_petitions(parts.ports, current_caller(), lateness=one, limit=ROWS_OF_GROUP + 1)
        more = More(_("Xem tất cả"), f"/hotline/desk?lateness={one.value}") if len(found) > ROWS_OF_GROUP else None
        groups.append(Shown(_lateness_words()[one], counts[one], _rows(parts, found[:ROWS_OF_GROUP]), more))
    return groups


def _one_list(parts: Parts, group: Group, lateness: Lateness | None, mine: bool) -> list[Shown]:
    after = decode_cursor(request.args.get("cursor"), datetime, str)
    officer = current_caller().id if mine else None
    found = list_petitions(
        parts.ports, current_caller(), group, lateness=lateness, officer=officer, after=after, limit=ROWS_OF_PAGE + 1
    )
    if not found:
        return []
    more = None
    if len(found) > ROWS_OF_PAGE:
        last = found[ROWS_OF_PAGE - 1]
        kept = f"group={group.value}" + (f"&lateness={lateness.value}" if lateness else "") + "&mine=1" * mine
        more = More(_("Xem trang sau"), f"/hotline/desk?{kept}&cursor={encode_cursor([last.listed_at, last.id])}")
    title = _lateness_words()[lateness] if lateness else _("Việc của tôi") if mine else _titles()[group]
    shown = found[:ROWS_OF_PAGE]
    return [Shown(title, len(shown), _rows(parts, shown), more)]


def _rows(parts: Parts, found: Sequence[Petition]) -> tuple[Row, ...]:
    now, calendar = parts.now(), parts.ports.calendar()
    tongue = display.language()
    rows = []
    for one in found:
        kind, left = tag_for_officer(one, now, calendar)
        late = word_note(parts, one, now, calendar)
        told = words.moment(local(one.listed_at), now, tongue)
        rows.append(
            Row(
                kind=kind,
                left=left,
                due=_("hạn %(when)s", when=told) if one.answer is None and one.due_at else told,
                address=f"/hotline/desk/{one.code}",
                name=f"{one.kind.words.in_language(tongue)}: {one.topic.words.in_language(tongue).lower()}",
                code=one.code,
                person=_("không nêu tên") if one.anonymous else _("có tên, cất riêng"),
                priority="",
                task=task_of(one),
                note=late or _note(one),
                late_note=bool(late),
                holder=parts.officer(one.officer) or _("Chưa giao"),
            )
        )
    return tuple(rows)


def _note(petition: Petition) -> str:
    told = (
        _("về hồ sơ %(code)s", code=petition.dossier) if petition.dossier else "",
        _("vụ việc %(code)s", code=petition.matter) if petition.matter else "",
    )
    return ", ".join(one for one in told if one)


def _strip(counts: Mapping[Lateness, int], chosen: Lateness | None) -> list[StripItem]:
    return [
        StripItem(
            one.value,
            counts[one],
            _lateness_words()[one],
            "/hotline/desk" if one is chosen else f"/hotline/desk?lateness={one.value}",
            one is chosen,
        )
        for one in Lateness
    ]


def _lateness_words() -> Mapping[Lateness, str]:
    return {
        Lateness.LATE: _("Trễ hạn"),
        Lateness.TODAY: _("Hết hạn hôm nay"),
        Lateness.SOON: _("Sắp đến hạn"),
        Lateness.IN_TIME: _("Còn thời gian"),
    }


def _titles() -> Mapping[Group, str]:
    return {
        Group.OPEN: _("Đang chờ trả lời"),
        Group.PAUSED: _("Đang tạm dừng"),
        Group.TO_APPROVE: _("Câu trả lời chờ duyệt"),
        Group.ANSWERED: _("Đã trả lời, chưa đóng"),
        Group.CLOSED: _("Đã đóng"),
        Group.HANDED_OVER: _("Khiếu nại, tố cáo đã hướng dẫn"),
    }


def _one_of(kind: type[E], argument: str) -> E | None:
    wanted = request.args.get(argument, "")
    return next((one for one in kind if one.value == wanted), None)
