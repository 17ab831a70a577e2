"""Ticket machines: set up by an officer, known by the key that the machine keeps, taken out of use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.intake.domain.errors import FieldFault, InvalidRequest, NotFound, Words
from services.intake.domain.queue.kiosk import Kiosk
from services.intake.use_cases.changing import change_one
from services.intake.use_cases.deciding import read_text
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.queue_ports import QueueDesk
from shared.security.caller import Caller
from shared.security.owner_tokens import digest_owner_token, new_owner_token, owner_token_matches
from shared.store.change import Change, Context, Key

SET_UP = "kiosk.set-up"
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class SetUp:
    """``key`` is given to the machine this once."""

    kiosk: Kiosk
    key: str = field(repr=False)


def set_up_kiosk(ports: Ports, desk: QueueDesk, caller: Caller, name: str, context: Context) -> SetUp:
    """Raises Forbidden, InvalidRequest, StoreAway."""
    ports.access.grant(caller, SET_UP).require(unit=ports.unit.code)
    read = read_text("/name", name, needed=Words("Ghi máy đặt ở đâu", "Say where the machine stands"))
    if len(read) > LONGEST_NAME:
        told = Words(f"Không quá {LONGEST_NAME} chữ", f"No more than {LONGEST_NAME} characters")
        raise InvalidRequest((FieldFault("/name", told),))
    secret = new_owner_token()
    kiosk = Kiosk(desk.new_id(), 1, ports.unit.code, read, digest_owner_token(secret), caller.id, context.at)
    ports.work.commit(Change(saved=(kiosk,)), context)
    return SetUp(kiosk, f"{kiosk.id}.{secret}")


def end_kiosk(ports: Ports, caller: Caller, id: str, context: Context) -> Kiosk:
    """Raises Forbidden, NotFound, StoreAway."""
    ports.access.grant(caller, SET_UP).require(unit=ports.unit.code)
    return change_one(ports.work, Kiosk, id, lambda one: one.end(context.at), context, unknown_kiosk)


def list_kiosks(ports: Ports, desk: QueueDesk, caller: Caller) -> Sequence[Kiosk]:
    """Raises Forbidden, StoreAway."""
    ports.access.grant(caller, SET_UP).require(unit=ports.unit.code)
    return desk.tickets.kiosks(ports.unit.code)


def require_kiosk(ports: Ports, key: str) -> Kiosk:
    """The machine that shows this key. Raises NotFound where it was not set up, or was taken out of use."""
    id, _, secret = key.partition(".")
    found = ports.work.load(Key(Kiosk, id[:64])).get(Kiosk, id[:64])
    if found is None or found.ended_at or found.unit != ports.unit.code:
        raise unknown_kiosk()
    if not owner_token_matches(secret, found.key_hash):
        raise unknown_kiosk()
    return found


def unknown_kiosk() -> NotFound:
    return NotFound("unknown-kiosk", Words("Máy này chưa được mở để lấy số", "This machine is not set up for tickets"))
