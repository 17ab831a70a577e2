"""Know which applicants are asked for their fee: while one is, the dossier waits for them and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from services.routing.domain.fee_wait import FeeWait
from shared.bus.reading import Received
from shared.store.change import NOTHING, Change, Key, Loaded


def needs(received: Received) -> tuple[Key, ...]:
    """What is known of the dossier's fee."""
    return (Key(FeeWait, received.subject),)


def fee_requested(received: Received, loaded: Loaded) -> Change:
    """intake.dossier.payment_requested.v1 → the applicant is waited for."""
    before = loaded.get(FeeWait, received.subject) or FeeWait(received.subject)
    after = before.requested(received.data["requested_at"])
    return NOTHING if after is before else Change(saved=(after,))


def fee_paid(received: Received, loaded: Loaded, then: Callable[[Received, Loaded], Change]) -> Change:
    """intake.dossier.paid.v1 → the applicant is waited for no more, besides what ``then`` makes of it."""
    change = then(received, loaded)
    before = loaded.get(FeeWait, received.subject) or FeeWait(received.subject)
    after = before.paid(received.data["requested_at"])
    return change if after is before else replace(change, saved=(*change.saved, after))
