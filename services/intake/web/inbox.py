"""The inbox as it is shown: a strip of counts, and rows grouped by how pressing they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.intake.domain.standing import Lateness, Standing, standing_of
from services.intake.domain.status import PAUSED, Status
from services.intake.use_cases.ports import MOST_COUNTED, DossierRow
from shared.ui import display, words
from shared.ui.texts import gettext as _
from shared.working_time import Calendar

ORDER = (
    Lateness.LATE,
    Lateness.TODAY,
    Lateness.SOON,
    Lateness.NEW,
    Lateness.READY,
    Lateness.PAUSED,
    Lateness.IN_TIME,
)


@dataclass(frozen=True, slots=True)
class StripItem:
    name: str
    count: int
    word: str
    address: str
    here: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; ``kind`` and ``left`` make the tag, ``due`` stands beneath it."""

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
class Group:
    title: str
    count: int
    rows: tuple[Row, ...]
    more: More | None = None


def titles() -> Mapping[Lateness, str]:
    """The groups' names, as they stand in the strip and over their rows."""
    return {
        Lateness.LATE: _("Trễ hạn"),
        Lateness.TODAY: _("Hết hạn hôm nay"),
        Lateness.SOON: _("Sắp đến hạn"),
        Lateness.NEW: _("Chờ tiếp nhận"),
        Lateness.READY: _("Chờ trả"),
        Lateness.PAUSED: _("Chờ người nộp"),
        Lateness.IN_TIME: _("Còn thời gian"),
        Lateness.CLOSED: _("Đã trả kết quả"),
    }


def strip(counts: Mapping[Lateness, int], chosen: Lateness | None) -> list[StripItem]:
    """The filter links; the one in use leads back to the whole list."""
    names = titles()
    return [
        StripItem(
            one.value,
            counts.get(one, 0),
            names[one],
            "/desk" if one is chosen else f"/desk?lateness={one.value}",
            one is chosen,
        )
        for one in ORDER
    ]


def group(
    title: str, count: int, rows: Iterable[DossierRow], now: datetime, calendar: Calendar, more: More | None = None
) -> Group:
    """A group with its rows in words."""
    return Group(title, min(count, MOST_COUNTED), tuple(row_of(one, now, calendar) for one in rows), more)


def row_of(found: DossierRow, now: datetime, calendar: Calendar) -> Row:
    """A dossier as one line of the table."""
    tongue = display.language()
    standing = standing_of(found.status, found.due_at, found.finished_at, now, calendar)
    kind, left = tag_of(found.status, standing)
    return Row(
        kind=kind,
        left=left,
        due=_due(found, now),
        address=f"/desk/dossiers/{found.code}",
        name=found.procedure_name.in_language(tongue),
        code=found.code,
        person=found.applicant_name,
        priority=_("Ưu tiên") if found.priority else "",
        task=task_of(found.status),
        note=_note(found, now),
        late_note=False,
        holder=found.holder or _("Bộ phận Một cửa"),
    )


def _note(found: DossierRow, now: datetime) -> str:
    if found.status is Status.DONE and found.finished_at:
        return _("Xong %(when)s", when=words.moment(found.finished_at, now, display.language()))
    return _("Hồ sơ gốc %(code)s", code=found.parent) if found.parent else ""


def tag_of(status: Status, standing: Standing) -> tuple[str, str]:
    """Kind and text of an officer's tag: working time left, or at which stage it waits."""
    if standing.left is not None:
        return standing.lateness.value, words.time_left(standing.left, display.language())
    if standing.lateness is Lateness.NEW:
        return "new", _("Chờ tiếp nhận")
    if standing.lateness is Lateness.READY:
        return "ready", _("Chờ trả kết quả")
    if standing.lateness is Lateness.PAUSED:
        return "paused", _("Tạm dừng")
    return "done", status.words.in_language(display.language())


def task_of(status: Status) -> str:
    """What the reception desk does next."""
    return {
        Status.FILED: _("Xem giấy tờ, tiếp nhận"),
        Status.ACCEPTED: _("Theo dõi, chờ nơi giải quyết nhận"),
        Status.IN_PROGRESS: _("Theo dõi, chờ kết quả"),
        Status.SUPPLEMENT_ASKED: _("Chờ người nộp bổ sung"),
        Status.PAYMENT_ASKED: _("Chờ người nộp trả phí"),
        Status.STOPPED: _("Không còn việc"),
        Status.DONE: _("Trả kết quả"),
        Status.REFUSED: _("Không còn việc"),
        Status.WITHDRAWN: _("Không còn việc"),
        Status.RETURNED: _("Không còn việc"),
    }.get(status, status.words.in_language(display.language()))


def _due(found: DossierRow, now: datetime) -> str:
    tongue = display.language()
    if found.status in PAUSED and found.due_at is not None:
        return _("trước khi dừng: hạn %(when)s", when=words.moment(found.due_at, now, tongue))
    if found.status is Status.FILED or found.due_at is None:
        return _("nộp %(when)s", when=words.moment(found.filed_at, now, tongue))
    return _("hạn %(when)s", when=words.moment(found.due_at, now, tongue))
