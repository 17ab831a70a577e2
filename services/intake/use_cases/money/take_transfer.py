"""Takes what a bank tells of a transfer: once, however often it is told, and never lost whatever it turns out to be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from uuid import uuid4

from services.intake.domain.dossier import Dossier
from services.intake.domain.money.means import Means
from services.intake.domain.money.notice import (
    BankNotice,
    NoticeRefused,
    Outcome,
    Refused,
    RefusedNotice,
    Source,
    Transfer,
    notice_id,
)
from services.intake.domain.money.owing import counts_from, duty_of, outcome_of, stray_refund
from services.intake.domain.money.reference import references_in
from services.intake.use_cases import money_facts
from services.intake.use_cases.changing import TRIES
from services.intake.use_cases.money.numbers import next_receipt_number
from services.intake.use_cases.money.settling import settled
from services.intake.use_cases.ports import Ports
from shared.store.change import AlreadyExists, Change, Conflict, Context, Key


@dataclass
class _Number:
    """The receipt's number: taken when it is needed, and once for all tries."""

    ports: Ports
    context: Context
    taken: str = ""

    def of(self, dossier: Dossier) -> str:
        self.taken = self.taken or next_receipt_number(self.ports, dossier.unit, self.context.at)
        return self.taken


def take_transfer(ports: Ports, provider: str, transfer: Transfer, source: Source, context: Context) -> BankNotice:
    """The notice as it is kept. A transfer that is known already changes nothing but its count.

    Raises NoticeRefused (the same transaction told with other contents), Conflict, StoreAway.
    """
    number = _Number(ports, context)
    for attempt in range(1, TRIES + 1):
        notice, change = _decide(ports, provider, transfer, source, context, number)
        try:
            ports.work.commit(change, context)
        except (Conflict, AlreadyExists):  # the dossier moved, or the same was told twice in this very moment
            if attempt == TRIES:
                raise Conflict(f"{notice.id} is told by several at once") from None
            continue
        return notice
    raise AssertionError("unreachable")


def note_refused(ports: Ports, provider: str, body: bytes, reason: Refused, context: Context) -> None:
    """Keep that a notice was refused: a digest of it, never what it said. Raises StoreAway."""
    digest = hashlib.sha256(body).hexdigest()
    kept = RefusedNotice(uuid4().hex, ports.unit.code, provider, context.at, reason, digest)
    ports.work.commit(Change(saved=(kept,)), context)


def _decide(
    ports: Ports, provider: str, transfer: Transfer, source: Source, context: Context, number: _Number
) -> tuple[BankNotice, Change]:
    id = notice_id(provider, transfer.transaction)
    known = ports.work.load(Key(BankNotice, id)).get(BankNotice, id)
    if known is not None:
        if known.transfer != transfer:
            raise NoticeRefused(Refused.CHANGED)
        again = known.again()
        return again, Change(saved=(again,))
    new = BankNotice(id, 1, ports.unit.code, provider, transfer, context.at, source, Outcome.UNKNOWN)
    found = ports.money.books.code_of(references_in(transfer.memo))
    dossier = ports.work.load(Key(Dossier, found[1])).get(Dossier, found[1]) if found else None
    duty = duty_of(dossier, found[0]) if found and dossier else None
    if found is None or dossier is None or duty is None:
        return new, Change(saved=(new,))
    outcome = outcome_of(dossier, duty, transfer)
    notice = replace(new, unit=dossier.unit, outcome=outcome, reference=found[0], dossier=dossier.code)
    if outcome.settles:
        at = counts_from(dossier, duty, transfer, context.at.replace(microsecond=0))
        calendar, receipt = ports.calendars.current(), number.of(dossier)
        _, change = settled(
            dossier, at, context.actor, receipt, calendar, means=Means.TRANSFER, transaction=transfer.transaction
        )
        return notice, replace(change, saved=(*change.saved, notice))
    refund = stray_refund(outcome, transfer, context.at.replace(microsecond=0))
    if refund is None:
        return notice, Change(saved=(notice,))
    owing = dossier.owe_refund(refund)
    told = () if owing is dossier else (money_facts.refund_due(owing, refund),)
    return notice, Change(saved=(*(() if owing is dossier else (owing,)), notice), facts=told)
