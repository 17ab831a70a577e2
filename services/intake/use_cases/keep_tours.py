"""Plans tours, adds the stops, and writes down how each visit ended."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any

from services.intake.domain.errors import FieldFault, InvalidRequest, NotFound, Words
from services.intake.domain.personal import InvalidValue, read_phone
from services.intake.domain.tour import StopStatus, Tour, TourKind, TourStop
from services.intake.use_cases.deciding import TRIES, read_text
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Change, Conflict, Context, Key
from shared.text import normalise
from shared.working_time.calendar import local

PLAN, VIEW = "tour.plan", "tour.view"
MOST_SHOWN = 200
SHOWN_BACK = timedelta(days=30)
FARTHEST = timedelta(days=366)
UNKNOWN_TOUR = Words("Chưa thấy chuyến đi này", "No such tour")
NO_PROCEDURE = Words("Không có thủ tục này trong danh mục", "The catalogue has no such procedure")
MISSING = Words("Cần điền mục này", "This field is needed")
LONG = Words("Ghi ngắn hơn (200 chữ)", "Write less (200 characters)")
WRONG_DAY = Words("Ghi ngày đi, từ hôm nay đến một năm tới", "Give a day from today up to a year ahead")
WRONG_HOUR = Words("Ghi giờ hẹn như 08:30", "Write the hour as 08:30")
WRONG_CHOICE = Words("Chọn một trong các mục có sẵn", "Choose one of the values given")


def plan_tour(ports: Ports, caller: Caller, data: Mapping[str, Any], context: Context) -> Tour:
    """A tour without stops yet: ``day``, ``kind``, ``team`` (names, by commas), ``area``.

    Raises Forbidden, InvalidRequest, StoreAway.
    """
    ports.access.grant(caller, PLAN).require(unit=ports.unit.code)
    faults: list[FieldFault] = []
    day = _day(str(data.get("day") or ""), local(context.at).date(), faults)
    kinds = {one.value: one for one in TourKind}
    kind = kinds.get(str(data.get("kind") or ""))
    if kind is None:
        faults.append(FieldFault("/kind", WRONG_CHOICE))
    area = _needed(data, "area", faults)
    team = tuple(name for name in (normalise(one) for one in str(data.get("team") or "").split(",")) if name)
    if not team or any(len(name) > 80 for name in team) or len(team) > 20:
        faults.append(FieldFault("/team", MISSING if not team else LONG))
    if faults or day is None or kind is None:
        raise InvalidRequest(tuple(faults))
    id = f"{day:%y%m%d}-{secrets.token_hex(3)}"
    tour = Tour(id, 1, ports.unit.code, day, kind, team, area, context.actor)
    ports.work.commit(Change(saved=(tour,)), context)
    return tour


def add_stop(ports: Ports, caller: Caller, id: str, data: Mapping[str, Any], context: Context) -> Tour:
    """The tour with a further stop: ``who``, ``where``, ``at``, ``phone``, ``bring``, ``procedure``.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway.
    """
    faults: list[FieldFault] = []
    who, where = _needed(data, "who", faults), _needed(data, "where", faults)
    at = _hour(str(data.get("at") or "").strip(), faults)
    phone = _phone(str(data.get("phone") or "").strip(), faults)
    procedure = str(data.get("procedure") or "").strip() or None
    if procedure and ports.catalogue.current(procedure, local(context.at).date()) is None:
        faults.append(
            FieldFault(
                "/procedure", Words("Không có thủ tục này trong danh mục", "The catalogue has no such procedure")
            )
        )
    if faults:
        raise InvalidRequest(tuple(faults))
    bring = read_text("/bring", str(data.get("bring") or ""))

    def step(tour: Tour) -> Tour:
        return tour.with_stop(TourStop(str(len(tour.stops) + 1), who, where, at, phone, bring, procedure))

    return _changed(ports, caller, id, step, context)


def record_stop(
    ports: Ports, caller: Caller, id: str, stop: str, status: StopStatus, note: str, context: Context
) -> Tour:
    """The tour with what came of the visit. Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict."""
    text, moment = read_text("/note", note), context.at.replace(microsecond=0)
    return _changed(ports, caller, id, lambda tour: tour.ended(stop, status, text, moment), context)


def view_tour(ports: Ports, caller: Caller, id: str) -> Tour:
    """One tour. Raises Forbidden, NotFound, StoreAway."""
    grant = ports.access.grant(caller, VIEW)
    tour = load_tour(ports, id)
    grant.require(unit=tour.unit)
    return tour


def list_tours(ports: Ports, caller: Caller) -> Sequence[Tour]:
    """The tours of the last month and all that are planned, by day. Raises Forbidden, StoreAway."""
    ports.access.grant(caller, VIEW).require(unit=ports.unit.code)
    return ports.tours.of_unit(ports.unit.code, local(ports.clock()).date() - SHOWN_BACK, MOST_SHOWN)


def load_tour(ports: Ports, id: str) -> Tour:
    """Raises NotFound."""
    tour = ports.work.load(Key(Tour, id)).get(Tour, id)
    if tour is None:
        raise NotFound("unknown-tour", UNKNOWN_TOUR)
    return tour


def _changed(ports: Ports, caller: Caller, id: str, step: Callable[[Tour], Tour], context: Context) -> Tour:
    grant = ports.access.grant(caller, PLAN)
    for attempt in range(1, TRIES + 1):
        tour = load_tour(ports, id)
        grant.require(unit=tour.unit)
        changed = step(tour)
        try:
            ports.work.commit(Change(saved=(changed,)), context)
        except Conflict:
            if attempt == TRIES:
                raise
            continue
        return changed
    raise AssertionError("unreachable")


def _needed(data: Mapping[str, Any], name: str, faults: list[FieldFault]) -> str:
    text = normalise(str(data.get(name) or ""))
    if not text or len(text) > 200:
        faults.append(FieldFault(f"/{name}", LONG if text else MISSING))
    return text


def _day(text: str, today: date, faults: list[FieldFault]) -> date | None:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        day = None
    if day is None or not today <= day <= today + FARTHEST:
        faults.append(FieldFault("/day", WRONG_DAY))
        return None
    return day


def _hour(text: str, faults: list[FieldFault]) -> time | None:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None) if text else None
    except ValueError:
        faults.append(FieldFault("/at", WRONG_HOUR))
        return None


def _phone(text: str, faults: list[FieldFault]) -> str | None:
    try:
        return read_phone(text) if text else None
    except InvalidValue as error:
        faults.append(FieldFault("/phone", error.words))
        return None
