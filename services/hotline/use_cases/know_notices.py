"""Keep what notifications tells of messages about petitions; those about dossiers are intake's to show."""

from __future__ import annotations

from services.hotline.domain.notices import Notice, Notices, Reached
from services.hotline.domain.petition_code import is_petition_code
from services.hotline.use_cases.ports import Ports
from shared.bus.reading import Received
from shared.store.change import NOTHING, Change, Key, Loaded


def needs(received: Received) -> tuple[Key, ...]:
    """What was heard of this petition's messages before."""
    return (Key(Notices, received.data["about"]),) if _is_petition(received) else ()


def hear(received: Received, loaded: Loaded) -> Change:
    """The latest telling of each message stands."""
    if not _is_petition(received):
        return NOTHING
    data = received.data
    reached = next((one for one in Reached if one.value == data["status"]), Reached.OTHER)
    notice = Notice(received.sequence, data["event"], data["channel"], reached, data["at"], data["to_masked"])
    known = loaded.get(Notices, data["about"]) or Notices(data["about"])
    changed = known.hearing(data["message"], notice)
    return NOTHING if changed is known else Change(saved=(changed,))


def notices_of(ports: Ports, petition: str) -> list[Notice]:
    """What was tried, the latest first. Raises StoreAway."""
    known = ports.work.load(Key(Notices, petition)).get(Notices, petition)
    return known.in_order if known else []


def _is_petition(received: Received) -> bool:
    return is_petition_code(received.data["about"])
