"""What intake reads of the hotline: which dossier a petition is about, and when it was taken and answered.

They commute: receipt and answer have places of their own, and of what it is about the latest telling stands.
"""

from __future__ import annotations

from marshmallow import Schema, fields

from services.intake.domain.dossier_code import DossierCode, InvalidCode
from services.intake.domain.known_petition import KnownPetition, Topic
from services.intake.use_cases.record_petition import record_answer, record_receipt
from shared.bus.reading import Order, Reading, Received
from shared.store.change import Change, Key, Loaded

PETITION_RECEIVED = "hotline.petition.received.v1"
PETITION_ANSWERED = "hotline.petition.answered.v1"


class PetitionRead(Schema):
    topic = fields.String(required=True)
    dossier = fields.String(load_default=None, allow_none=True)


class PetitionReceivedRead(PetitionRead):
    received_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True)


class PetitionAnsweredRead(PetitionRead):
    answered_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(load_default=None, allow_none=True)


def _needs(received: Received) -> tuple[Key, ...]:
    return (Key(KnownPetition, received.subject),)


def _known(received: Received, loaded: Loaded) -> KnownPetition:
    return loaded.get(KnownPetition, received.subject) or KnownPetition(received.subject)


def _head(received: Received) -> tuple[Topic, str | None]:
    """The topic and the dossier, in its one spelling; None for what is no code of a dossier."""
    named = received.data["dossier"]
    try:
        return Topic.read(received.data["topic"]), str(DossierCode.read(named)) if named else None
    except InvalidCode:
        return Topic.read(received.data["topic"]), None


def _received(received: Received, loaded: Loaded) -> Change:
    data = received.data
    topic, dossier = _head(received)
    known = _known(received, loaded)
    return record_receipt(known, topic, dossier, data["received_at"], data["due_at"], received.sequence)


def _answered(received: Received, loaded: Loaded) -> Change:
    topic, dossier = _head(received)
    known = _known(received, loaded)
    data = received.data
    return record_answer(known, topic, dossier, data["answered_at"], received.sequence, data["due_at"])


PETITIONS = (
    Reading(PETITION_RECEIVED, PetitionReceivedRead, _needs, _received, Order.COMMUTES),
    Reading(PETITION_ANSWERED, PetitionAnsweredRead, _needs, _answered, Order.COMMUTES),
)
