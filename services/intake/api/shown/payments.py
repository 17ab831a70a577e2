"""Payments, refunds and a day of money, as the JSON that the API gives."""

from __future__ import annotations

from services.intake.api.shown.values import Json, fees, moment, words
from services.intake.domain.money.means import Means
from services.intake.domain.money.reconciliation import Line, Match
from services.intake.domain.money.refund import Refund
from services.intake.domain.payment import PaymentDuty
from services.intake.use_cases.money.day import MoneyDay
from services.intake.use_cases.money_ports import MoneyRow, PaymentRequest


def how_to_pay(duty: PaymentDuty | None, request: PaymentRequest | None) -> Json:
    """What is owed, and by which transfer it is paid; null where nothing is owed, or only cash is taken."""
    owed = None
    if duty is not None:
        owed = {"amount": duty.amount, "fees": fees(duty.fees), "pay_by": moment(duty.pay_by)}
    by_transfer = None
    if request is not None:
        by_transfer = {
            "provider": request.provider,
            "bank": words(request.bank),
            "account": request.account,
            "holder": request.holder,
            "amount": request.amount,
            "memo": request.reference,
            "vietqr": request.code,
        }
    return {"owed": owed, "transfer": by_transfer}


def refund(one: Refund) -> Json:
    given = one.given
    return {
        "id": one.id,
        "case": one.case.value,
        "case_text": words(one.case.words),
        "amount": one.amount,
        "due_at": moment(one.due_at),
        "refunded_at": moment(given.at) if given else None,
        "means": given.means.value if given else None,
        "number": given.number if given else None,
    }


def money_day(one: MoneyDay) -> Json:
    statement = one.statement
    return {
        "day": one.day.isoformat(),
        "provider": one.provider,
        "cash": one.taken(Means.CASH),
        "transferred": one.taken(Means.TRANSFER),
        "refunded": one.given_back,
        "rows": [_row(each) for each in one.rows],
        "statement": {
            "asked_at": moment(statement.asked_at),
            "fetched_at": moment(statement.fetched_at),
            "fault": words(statement.fault) if statement.fault else None,
        }
        if statement
        else None,
        "agrees": one.agrees,
        "counts": {match.value: one.count(match) for match in Match},
        "lines": [_line(each) for each in one.lines],
        "refused": {reason.value: count for reason, count in one.refused.items()},
        "refunds_due": [{"dossier": each.dossier, **refund(each.refund)} for each in one.refunds_due],
    }


def _row(one: MoneyRow) -> Json:
    return {
        "dossier": one.dossier,
        "at": moment(one.at),
        "amount": -one.amount if one.back else one.amount,
        "means": one.means.value,
        "number": one.number,
        "by": one.by,
    }


def _line(one: Line) -> Json:
    ours, theirs = one.ours, one.theirs
    return {
        "transaction": one.transfer.transaction,
        "match": one.match.value,
        "booked_at": moment(one.transfer.booked_at),
        "ours": ours.transfer.amount if ours else None,
        "theirs": theirs.amount if theirs else None,
        "outcome": ours.outcome.value if ours else None,
        "dossier": ours.dossier if ours else None,
        "repeats": ours.repeats if ours else 0,
    }
