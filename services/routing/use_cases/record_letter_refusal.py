"""An agency could not read a letter of the centre: operators see it among the troubles of the exchange."""

from __future__ import annotations

from services.routing.domain.agency import Agency
from services.routing.use_cases.check_reply import agency_key_of, check_sender
from services.routing.use_cases.ports import CheckSignature, UserOf
from shared.bus.reading import Received
from shared.store.change import NOTHING, Change, Key, Loaded


def needs(received: Received) -> tuple[Key, ...]:
    """The agency that sent it; the task, if it names one, is not touched."""
    return (Key(Agency, agency_key_of(received)),)


def record_letter_refusal(
    received: Received, loaded: Loaded, check_signature: CheckSignature, user_of: UserOf
) -> Change:
    """agency.letter.refused.v1: kept in the exchange, and nothing else changes. Raises Refused where it is not the
    agency's own."""
    check_sender(received, loaded, check_signature, user_of)
    return NOTHING
