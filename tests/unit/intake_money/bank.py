"""A bank to test with, books over the fake store, and a dossier that owes a fee."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import Words
from services.intake.domain.money.notice import BankNotice, Refused, RefusedNotice, Transfer
from services.intake.domain.money.reference import new_reference
from services.intake.domain.money.refund import RefundCase
from services.intake.domain.payment import PaymentDuty
from services.intake.domain.procedure import Fee
from services.intake.gateways.bank import Bank
from services.intake.use_cases.money_ports import MoneyPorts, MoneyRow, RefundRow
from services.intake.use_cases.ports import Ports
from tests.support.fake_store import FakeWork
from tests.unit.intake.fakes import NOW, FakeLimits, make_ports
from tests.unit.intake.lives import IN_PROGRESS

SECRET = "what the bank and we know"
ACCOUNT = "9990000111222"
BANK = Bank("bank", "970499", Words("Ngân hàng Thử", "Trial bank"), ACCOUNT, "SO Y TE HA SON", SECRET, "http://bank")
REFERENCE = new_reference(lambda _signs: 7)
AMOUNT = 1_500_000
FEE = Fee(Words("Phí thẩm định", "Appraisal fee"), AMOUNT, frozenset({RefundCase.REFUSED, RefundCase.WITHDRAWN}))
DUTY = PaymentDuty(NOW, "staff:reception", (FEE,), NOW + timedelta(days=21), reference=REFERENCE)
OWING = IN_PROGRESS.ask_payment(DUTY)
LATER = NOW + timedelta(days=2)


@dataclass
class FakeBooks:
    """Implements MoneyBooks over the fake store."""

    work: FakeWork

    def code_of(self, references: Sequence[str]) -> tuple[str, str] | None:
        known = {duty.reference: one.code for one in self.work.all(Dossier) for duty in one.payments}
        return next(((one, known[one]) for one in references if one in known), None)

    def moved(self, unit: str, since: datetime, until: datetime, limit: int) -> Sequence[MoneyRow]:
        rows = []
        for one in self.work.all(Dossier):
            for duty in one.payments:
                if duty.paid and since <= duty.paid.paid_at < until:
                    paid = duty.paid
                    rows.append(
                        MoneyRow(one.code, paid.paid_at, duty.amount, paid.means, paid.receipt_number, paid.recorded_by)
                    )
            for back in one.refunds:
                if back.given and since <= back.given.at < until:
                    given = back.given
                    rows.append(
                        MoneyRow(one.code, given.at, back.amount, given.means, given.number, given.by, back=True)
                    )
        return sorted(rows, key=lambda row: row.at)[:limit]

    def refunds_due(self, unit: str, limit: int) -> Sequence[RefundRow]:
        return [RefundRow(one.code, due) for one in self.work.all(Dossier) for due in one.refunds_due][:limit]

    def notices(self, unit: str, since: datetime, until: datetime, limit: int) -> Sequence[BankNotice]:
        return [one for one in self.work.all(BankNotice) if since <= one.transfer.booked_at < until][:limit]

    def refused(self, unit: str, since: datetime, until: datetime) -> Mapping[Refused, int]:
        found = [one.reason for one in self.work.all(RefusedNotice) if since <= one.received_at < until]
        return {reason: found.count(reason) for reason in found}


def money_ports(work: FakeWork, bank: Bank | None = BANK, limits: FakeLimits | None = None) -> Ports:
    """Intake's ports with a bank."""
    return replace(make_ports(work, limits=limits), money=MoneyPorts(bank, FakeBooks(work)))


def transfer(
    transaction: str = "FT26279000001", amount: int = AMOUNT, at: datetime = LATER, memo: str = ""
) -> Transfer:
    """A booking as the bank tells it; the memo as banks make it."""
    return Transfer(transaction, at, amount, memo or f"MBVCB.123.{REFERENCE}.CT tu 0123 toi SO Y TE")


@dataclass
class Callback:
    """A callback as it comes over the network."""

    told: Transfer = field(default_factory=transfer)
    at: datetime = LATER
    secret: str = SECRET
    account: str = ACCOUNT
    changed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        one = self.told
        content = {
            "transaction": one.transaction,
            "account": self.account,
            "amount": one.amount,
            "memo": one.memo,
            "booked_at": one.booked_at.isoformat(),
        }
        return json.dumps({**content, **self.changed}).encode()

    @property
    def headers(self) -> dict[str, str]:
        stamp = str(int(self.at.timestamp()))
        signed = hmac.new(self.secret.encode(), stamp.encode() + b"." + self.body, hashlib.sha256).hexdigest()
        return {"X-Timestamp": stamp, "X-Signature": signed}
