"""A message that is not taken: it is kept in the exchange, and its sender is told, if the broker knows who that is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from services.routing.domain.agency import Agency
from services.routing.domain.exchange import Direction, ExchangeEntry, Outcome, digest_of, other_id
from services.routing.domain.message_refusals import Reason
from services.routing.use_cases import exchange_facts
from services.routing.use_cases.ports import AddressOf, Clock
from shared.bus.reading import Never
from shared.store.change import NOTHING, Change, Key, Loaded

LONGEST_DETAILS = 1000

# The broker-checked user → the key of the agency behind it; None where it is no agency's.
AgencyOf = Callable[[str | None], str | None]


class Refused(Never):
    """Never, with the stable word that the sender is told; ``details`` are for its developers and quote no value of
    another agency's."""

    def __init__(self, reason: Reason, text: str, details: str = "") -> None:
        super().__init__(text)
        self.reason = reason
        self.details = details


@dataclass(frozen=True, slots=True)
class Keeping:
    """What keeping the exchange needs of the outside."""

    address_of: AddressOf
    agency_of: AgencyOf
    clock: Clock


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message of an agency as far as it could be read; ``message_id`` is the sender's own, without its key."""

    key: str
    body: bytes
    user: str | None
    jws: str
    message_id: str = ""
    type: str = ""
    dossier: str = ""
    task_id: str = ""

    @property
    def digest(self) -> str:
        """The fingerprint of its body."""
        return digest_of(self.body)

    def entry(self, id: str, outcome: Outcome, at: datetime) -> ExchangeEntry:
        """As the exchange keeps it."""
        return ExchangeEntry(
            id=id,
            agency_key=self.key,
            direction=Direction.IN,
            outcome=outcome,
            at=at,
            message_id=self.message_id,
            type=self.type,
            dossier=self.dossier,
            task_id=self.task_id,
            digest=self.digest,
            jws=self.jws,
            user=self.user or "",
            body=self.body,
        )


def refusal_needs(incoming: Incoming, keeping: Keeping) -> tuple[Key, ...]:
    """The entry of the same refused bytes, and the agency that the broker saw sending them."""
    sender = keeping.agency_of(incoming.user)
    entry = Key(ExchangeEntry, other_id(incoming.key, incoming.digest, Outcome.REFUSED))
    return (entry, Key(Agency, sender)) if sender else (entry,)


def refuse(incoming: Incoming, reason: Reason, details: str, loaded: Loaded, keeping: Keeping) -> Change:
    """The entry, and the letter to the sender that the broker checked; NOTHING where the same bytes were refused
    before. Nobody is told where the broker checked nobody, nor about a message that itself says that a letter could
    not be read: two programs that misread each other would write to each other for ever."""
    id = other_id(incoming.key, incoming.digest, Outcome.REFUSED)
    if loaded.get(ExchangeEntry, id) is not None:
        return NOTHING
    entry = replace(
        incoming.entry(id, Outcome.REFUSED, keeping.clock()), reason=reason.value, details=details[:LONGEST_DETAILS]
    )
    sender = keeping.agency_of(incoming.user)
    agency = loaded.get(Agency, sender) if sender else None
    if agency is None or not agency.active or incoming.type == exchange_facts.LETTER_REFUSED:
        return Change(saved=(entry,))
    letter = exchange_facts.message_refused(entry, reason, keeping.address_of(agency.id))
    return Change(saved=(entry,), facts=(letter,))
