"""What the telephone system tells: a call comes in, a call is over. Told twice, it is one call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.hotline.domain.calls.call import Call, read_call_id, read_line
from services.hotline.domain.contact import Look, Seen, read_phone
from services.hotline.domain.errors import FieldFault, IllegalStep, InvalidRequest, InvalidValue, NotFound, Words
from services.hotline.use_cases.calls.call_ports import Calls
from services.hotline.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import AlreadyExists, Change, Conflict, Context, Key

ACTION = "call.tell"
TRIES = 3
UNKNOWN = Words("Chưa thấy cuộc gọi này", "No such call")
# What telephone systems write for a number that is withheld.
WITHHELD = frozenset({"", "anonymous", "unknown", "private", "withheld", "restricted", "unavailable"})


@dataclass(frozen=True, slots=True)
class CallTold:
    """A call as it was told, checked. ``operator`` is the account that answers, where the system knows it."""

    call_id: str
    number: str | None
    line: str
    started_at: datetime
    operator: str | None


def read_call(data: Mapping[str, Any]) -> CallTold:
    """From the shape of ``POST /calls``. Raises InvalidRequest, naming every wrong field."""
    faults: list[FieldFault] = []

    def read(name: str, reader: Callable[[str], str]) -> str:
        try:
            return reader(str(data.get(name) or ""))
        except InvalidValue as wrong:
            faults.append(FieldFault(f"/{name}", wrong.words))
            return ""

    call_id, line = read("call_id", read_call_id), read("line", read_line)
    plain = str(data.get("number") or "").strip()
    number = None if plain.casefold() in WITHHELD else read("number", read_phone)
    if faults:
        raise InvalidRequest(*faults)
    return CallTold(call_id, number, line, data["started_at"].replace(microsecond=0), data.get("operator") or None)


def start_call(ports: Ports, calls: Calls, caller: Caller, told: CallTold, context: Context) -> tuple[Call, bool]:
    """The call, and whether it is new. Where the system says who answers, that operator has it, and the look at the
    number is written with it.

    Raises Forbidden, IllegalStep (the same id with another number), StoreAway.
    """
    ports.access.grant(caller, ACTION)
    id = calls.id_of(told.call_id)
    call = Call(id, 1, told.number, told.line, told.started_at)
    looks: tuple[Look, ...] = ()
    if told.operator:
        at = context.at.replace(microsecond=0)
        call = Call(id, 1, told.number, told.line, told.started_at, told.operator, at)
        looks = (look_at(ports, call, f"staff:{told.operator}", context),)
    for _ in range(TRIES):
        before = ports.work.load(Key(Call, id)).get(Call, id)
        if before is not None:
            return _same(before, told), False
        try:
            ports.work.commit(Change((call, *looks)), context)
        except AlreadyExists:
            continue
        return call, True
    raise AssertionError("unreachable")


def end_call(ports: Ports, calls: Calls, caller: Caller, call_id: str, at: datetime, context: Context) -> Call:
    """The caller or the operator has hung up. Raises Forbidden, NotFound, Conflict, StoreAway."""
    ports.access.grant(caller, ACTION)
    return changed(ports, calls.id_of(call_id), lambda one: one.ended(at.replace(microsecond=0)), context)


def changed(ports: Ports, id: str, step: Callable[[Call], Call], context: Context) -> Call:
    """The call after this step, tried again where somebody else was faster. Raises NotFound, Conflict, StoreAway, and
    what the step raises."""
    for attempt in range(1, TRIES + 1):
        before = load_call(ports, id)
        after = step(before)
        if after is before:
            return before
        try:
            ports.work.commit(Change(saved=(after,)), context)
        except Conflict:
            if attempt == TRIES:
                raise
            continue
        return after
    raise AssertionError("unreachable")


def load_call(ports: Ports, id: str) -> Call:
    """Raises NotFound, StoreAway."""
    call = ports.work.load(Key(Call, id)).get(Call, id)
    if call is None:
        raise NotFound("unknown-call", UNKNOWN)
    return call


def look_at(ports: Ports, call: Call, who: str, context: Context) -> Look:
    """Whoever takes a call sees the number and what it told before: written down with it."""
    return Look(ports.new_id(), 1, Seen.CALL, call.id, who, context.at, "nghe cuộc gọi đến")


def _same(before: Call, told: CallTold) -> Call:
    if before.number != told.number:
        raise IllegalStep(
            "another-call",
            Words("Mã cuộc gọi này đã dùng cho một số khác", "This call's id was told with another number before"),
        )
    return before
