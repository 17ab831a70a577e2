"""Queue tickets, counters and halls as documents; who is told about a ticket is sealed, apart, and goes after weeks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from pymongo import ASCENDING, IndexModel

from services.intake.domain.queue.hall import Call, Counter, CounterState, Hall
from services.intake.domain.queue.kiosk import Kiosk
from services.intake.domain.queue.request import TicketRequest
from services.intake.domain.queue.ticket import Basis, Holder, Preference, State, Step, Ticket, Via
from services.intake.domain.reach import Reach, Way
from services.intake.store.personal_fields import PersonalFields
from shared.store.mapping import Mapping
from shared.working_time.calendar import ZONE, local

Document = dict[str, Any]
TICKETS, HOLDERS, COUNTERS, HALLS, KIOSKS = "tickets", "ticket_holders", "counters", "halls", "kiosks"
REQUESTS = "ticket_requests"
_FORGOTTEN = (IndexModel([("forgotten_at", ASCENDING)], name="forgotten", expireAfterSeconds=0),)
# Figures of last year are compared with this year's; whom to tell is nobody's business after the season's disputes.
TICKETS_KEPT, HOLDERS_KEPT, HALLS_KEPT = timedelta(days=800), timedelta(days=30), timedelta(days=30)


def write_ticket(one: Ticket) -> Document:
    return {
        "_id": one.id,
        "version": one.version,
        "unit": one.unit,
        "day": one.day.isoformat(),
        "series": one.series,
        "sequence": one.sequence,
        "digits": one.digits,
        "line": one.line,
        "taken_at": one.taken_at,
        "via": one.via.value,
        "preference": {"basis": one.preference.basis.value, "by": one.preference.by} if one.preference else None,
        "state": one.state.value,
        "counter": one.counter,
        "only_at": one.only_at,
        "steps": [[step.at, step.kind, step.counter, step.by, step.note] for step in one.steps],
        "language": one.language,
        "forgotten_at": _midnight(one.day) + TICKETS_KEPT,
    }


def read_ticket(data: Document) -> Ticket:
    preference = data["preference"]
    return Ticket(
        id=data["_id"],
        version=data["version"],
        unit=data["unit"],
        day=date.fromisoformat(data["day"]),
        series=data["series"],
        sequence=data["sequence"],
        line=data["line"],
        taken_at=local(data["taken_at"]),
        via=Via(data["via"]),
        preference=Preference(Basis(preference["basis"]), preference["by"]) if preference else None,
        state=State(data["state"]),
        counter=data["counter"],
        only_at=data["only_at"],
        steps=tuple(Step(local(at), kind, counter, by, note) for at, kind, counter, by, note in data["steps"]),
        language=data["language"],
        digits=data["digits"],
    )


TICKET_MAPPING = Mapping(
    Ticket,
    TICKETS,
    write_ticket,
    read_ticket,
    (
        IndexModel([("unit", ASCENDING), ("day", ASCENDING), ("taken_at", ASCENDING)], name="day"),
        IndexModel(
            [("unit", ASCENDING), ("day", ASCENDING), ("taken_at", ASCENDING)],
            name="waiting",
            partialFilterExpression={"state": State.WAITING.value},
        ),
        IndexModel(
            [("unit", ASCENDING), ("day", ASCENDING), ("series", ASCENDING), ("sequence", ASCENDING)],
            name="number",
            unique=True,
        ),
        IndexModel([("forgotten_at", ASCENDING)], name="forgotten", expireAfterSeconds=0),
    ),
)


def holder_mapping(fields: PersonalFields) -> Mapping:
    """``fields`` seals for the collection ``ticket_holders``."""

    def write(one: Holder) -> Document:
        personal = {"name": one.name, "way": one.reach.way.value, "reach": one.reach.value}
        return {
            "_id": one.id,
            "version": one.version,
            "unit": one.unit,
            "day": one.day.isoformat(),
            "personal": fields.seal_json(one.id, "personal", personal),
            "blind": fields.digest(one.reach.way.value, one.reach.value),
            "forgotten_at": _midnight(one.day) + HOLDERS_KEPT,
        }

    def read(data: Document) -> Holder:
        personal = fields.open_json(data["_id"], "personal", data["personal"])
        reach = Reach(Way(personal["way"]), personal["reach"])
        day = date.fromisoformat(data["day"])
        return Holder(data["_id"], data["version"], data["unit"], day, reach, personal["name"])

    indexes = (
        IndexModel([("unit", ASCENDING), ("day", ASCENDING), ("blind", ASCENDING)], name="reach"),
        IndexModel([("forgotten_at", ASCENDING)], name="forgotten", expireAfterSeconds=0),
    )
    return Mapping(Holder, HOLDERS, write, read, indexes)


def request_mapping(fields: PersonalFields) -> Mapping:
    """``fields`` seals for the collection ``ticket_requests``; gone after a day."""

    def write(one: TicketRequest) -> Document:
        return {
            "_id": one.id,
            "version": one.version,
            "way": one.reach.way.value,
            "reach": fields.seal(one.id, "reach", one.reach.value),
            "asked_at": one.asked_at,
            "line": one.line,
            "language": one.language,
            "forgotten_at": one.asked_at + timedelta(days=1),
        }

    def read(data: Document) -> TicketRequest:
        reach = Reach(Way(data["way"]), fields.open(data["_id"], "reach", data["reach"]) or "")
        asked_at = local(data["asked_at"])
        return TicketRequest(data["_id"], data["version"], reach, asked_at, data["line"], data["language"])

    return Mapping(TicketRequest, REQUESTS, write, read, _FORGOTTEN)


def _write_counter(one: Counter) -> Document:
    return {
        "_id": one.id,
        "number": one.number,
        "version": one.version,
        "lines": sorted(one.lines),
        "officer": one.officer,
        "state": one.state.value,
        "ticket": one.ticket,
        "since": one.since,
        "forgotten_at": (one.since or datetime.now(ZONE)) + HALLS_KEPT,
    }


def _read_counter(data: Document) -> Counter:
    return Counter(
        id=data["_id"],
        number=data["number"],
        version=data["version"],
        lines=frozenset(data["lines"]),
        officer=data["officer"],
        state=CounterState(data["state"]),
        ticket=data["ticket"],
        since=local(data["since"]) if data["since"] else None,
    )


def _write_hall(one: Hall) -> Document:
    newest = one.calls[0].at if one.calls else datetime.now(ZONE)
    calls = [[call.number, call.counter, call.at, call.first] for call in one.calls]
    runs = dict(one.runs)
    return {"_id": one.id, "version": one.version, "runs": runs, "calls": calls, "forgotten_at": newest + HALLS_KEPT}


def _read_hall(data: Document) -> Hall:
    calls = tuple(Call(number, counter, local(at), first) for number, counter, at, first in data["calls"])
    return Hall(data["_id"], data["version"], data["runs"], calls)


def _write_kiosk(one: Kiosk) -> Document:
    return {
        "_id": one.id,
        "version": one.version,
        "unit": one.unit,
        "name": one.name,
        "key_hash": one.key_hash,
        "set_up_by": one.set_up_by,
        "set_up_at": one.set_up_at,
        "ended_at": one.ended_at,
    }


def read_kiosk(data: Document) -> Kiosk:
    values = {
        name: data[name] for name in ("version", "unit", "name", "key_hash", "set_up_by", "set_up_at", "ended_at")
    }
    return Kiosk(id=data["_id"], **values)


COUNTER_MAPPING = Mapping(Counter, COUNTERS, _write_counter, _read_counter, _FORGOTTEN)
HALL_MAPPING = Mapping(Hall, HALLS, _write_hall, _read_hall, _FORGOTTEN)
KIOSK_MAPPING = Mapping(Kiosk, KIOSKS, _write_kiosk, read_kiosk, (IndexModel([("unit", ASCENDING)], name="unit"),))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)
