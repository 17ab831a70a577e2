"""Prints form 07, the book of one field: every dossier received in a range of days, as it stands now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from services.intake.domain.errors import FieldFault, InvalidRequest, NotFound, Words
from services.intake.domain.form_numbering import BOOK
from services.intake.use_cases.form_ports import BookRow, FormOffice, Sheet
from services.intake.use_cases.forms.filled import short_day, short_moment
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.text import search_key
from shared.ui.words import keep_together
from shared.working_time.calendar import ZONE, local

ACTION = "book.print"
LONGEST_RANGE = timedelta(days=366)
MOST_ROWS = 2000
UNKNOWN_FIELD = Words("Không có lĩnh vực này", "There is no such field")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the catalogue: ``id`` as it stands in addresses (``bao-tro-xa-hoi``), its procedures' codes."""

    id: str
    name: Words
    procedures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedBook:
    of: Field
    rows: int
    pdf: bytes = field(repr=False)


def book_fields(ports: Ports) -> list[Field]:
    """The fields of the catalogue in force today, by name."""
    today = local(ports.clock()).date()
    found: dict[str, tuple[Words, list[str]]] = {}
    for procedure in ports.catalogue.all(today):
        found.setdefault(field_id(procedure.field.vi), (procedure.field, []))[1].append(procedure.code)
    return [Field(id, name, tuple(sorted(set(codes)))) for id, (name, codes) in sorted(found.items())]


def field_id(name: str) -> str:
    """``Bảo trợ xã hội`` → ``bao-tro-xa-hoi``."""
    return "-".join("".join(one if one.isalnum() else " " for one in search_key(name)).split())


def print_book(ports: Ports, office: FormOffice, caller: Caller, field: str, since: date, until: date) -> PrintedBook:
    """Both days are included. Raises Forbidden, NotFound for an unknown field, InvalidRequest for a range that is
    upside down, longer than a year or too full for one print, StoreAway."""
    grant = ports.access.grant(caller, ACTION)
    unit = caller.unit or ports.unit.code
    grant.require(unit=unit)
    wanted = next((one for one in book_fields(ports) if one.id == field), None)
    if wanted is None:
        raise NotFound("unknown-field", UNKNOWN_FIELD)
    _check_range(since, until)
    start, end = (datetime.combine(day, time(), ZONE) for day in (since, until + timedelta(days=1)))
    rows = office.book.rows(unit, wanted.procedures, start, end, MOST_ROWS + 1)
    if len(rows) > MOST_ROWS:
        told = Words(
            f"Hơn {MOST_ROWS} hồ sơ, in không hết. Chọn khoảng ngày ngắn hơn",
            f"More than {MOST_ROWS} dossiers do not fit. Choose a shorter range of days",
        )
        raise InvalidRequest((FieldFault("/until", told),))
    names = ports.unit.province.vi, ports.unit.name.vi
    sheet = book_sheet(office, *names, wanted, (since, until), rows, ports.clock())
    return PrintedBook(wanted, len(rows), office.drawer.draw(sheet))


def book_sheet(
    office: FormOffice,
    province: str,
    unit: str,
    of: Field,
    days: tuple[date, date],
    rows: Sequence[BookRow],
    now: datetime,
) -> Sheet:
    """The book as it is drawn."""
    since, until = days
    data = {
        "form": office.ruled(BOOK, local(now).date()),
        "authority": province,
        "office": unit,
        "office_short": unit.partition(",")[0],
        "field": of.name.vi,
        "from": f"{since:%d/%m/%Y}",
        "until": f"{until:%d/%m/%Y}",
        "year": str(since.year) if since.year == until.year else f"{since.year}–{until.year}",
        "printed_at": short_moment(now),
        "rows": [_row(number, one) for number, one in enumerate(rows, 1)],
    }
    return Sheet(BOOK, data, {})


def _row(number: int, one: BookRow) -> dict[str, str]:
    reach = [one.address, *([keep_together(one.phone)] if one.phone else [])]
    return {
        "number": str(number),
        "code": one.code,
        "procedure": f"{one.procedure_code} – {one.procedure_name}",
        "name": one.name,
        "reach": "; ".join(reach),
        "lead": one.lead or "",
        "received": short_moment(one.received_at),
        "due": short_moment(one.due_at) if one.due_at else "",
        "returned": short_moment(one.returned_at) if one.returned_at else "",
        "how": one.returned_how or "",
        "signed": one.returned_to or "",
        "note": one.note or _lateness(one),
    }


def _lateness(one: BookRow) -> str:
    if one.finished_at and one.due_at and one.finished_at > one.due_at:
        return f"Trễ hẹn ({short_day(one.finished_at)})"
    return ""


def _check_range(since: date, until: date) -> None:
    if until < since:
        told = Words("Ngày cuối phải sau ngày đầu", "The last day comes after the first")
        raise InvalidRequest((FieldFault("/until", told),))
    if until - since > LONGEST_RANGE:
        told = Words("In mỗi lần không quá một năm", "Print no more than one year at once")
        raise InvalidRequest((FieldFault("/until", told),))
