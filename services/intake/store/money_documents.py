"""What a bank told and what was refused of it, and its statements: what may name people is sealed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from pymongo import ASCENDING, IndexModel

from services.intake.domain.money.notice import BankNotice, Outcome, Refused, RefusedNotice, Source, Transfer
from services.intake.domain.money.reconciliation import Statement
from services.intake.store.personal_fields import PersonalFields
from services.intake.store.value_documents import read_words, write_words
from shared.store.mapping import Mapping

NOTICES = "bank_notices"
REFUSED_NOTICES = "refused_notices"
STATEMENTS = "bank_statements"
KEPT_SECONDS = 90 * 24 * 3600
BY_DAY = IndexModel([("unit", ASCENDING), ("transfer.booked_at", ASCENDING)], name="day")
REFUSED_BY_DAY = IndexModel([("unit", ASCENDING), ("received_at", ASCENDING)], name="day")
FORGOTTEN = IndexModel([("received_at", ASCENDING)], name="forgotten", expireAfterSeconds=KEPT_SECONDS)
Document = dict[str, Any]


def money_mappings(notices: PersonalFields, statements: PersonalFields) -> tuple[Mapping, ...]:
    """How they are kept; the fields are those of each collection."""
    return (
        Mapping(
            BankNotice,
            NOTICES,
            lambda one: write_notice(one, notices),
            lambda document: read_notice(document, notices),
            (BY_DAY,),
        ),
        Mapping(RefusedNotice, REFUSED_NOTICES, _write_refused, _read_refused, (REFUSED_BY_DAY, FORGOTTEN)),
        Mapping(
            Statement,
            STATEMENTS,
            lambda one: _write_statement(one, statements),
            lambda document: _read_statement(document, statements),
            (),
        ),
    )


def write_notice(one: BankNotice, fields: PersonalFields) -> Document:
    return {
        "_id": one.id,
        "version": one.version,
        "unit": one.unit,
        "provider": one.provider,
        "transfer": _write_transfer(one.transfer, one.id, fields),
        "received_at": one.received_at,
        "source": one.source.value,
        "outcome": one.outcome.value,
        "reference": one.reference,
        "dossier": one.dossier,
        "repeats": one.repeats,
    }


def read_notice(document: Document, fields: PersonalFields) -> BankNotice:
    """Raises Undecipherable where a key is missing or a value was moved."""
    return BankNotice(
        document["_id"],
        document["version"],
        document["unit"],
        document["provider"],
        _read_transfer(document["transfer"], document["_id"], fields),
        document["received_at"],
        Source(document["source"]),
        Outcome(document["outcome"]),
        document["reference"],
        document["dossier"],
        document["repeats"],
    )


def _write_transfer(one: Transfer, place: str, fields: PersonalFields) -> Document:
    return {
        "transaction": one.transaction,
        "booked_at": one.booked_at,
        "amount": one.amount,
        "memo": fields.seal(place, f"memo {one.transaction}", one.memo),
    }


def _read_transfer(data: Document, place: str, fields: PersonalFields) -> Transfer:
    memo = fields.open(place, f"memo {data['transaction']}", data["memo"])
    return Transfer(data["transaction"], data["booked_at"], data["amount"], memo or "")


def _write_refused(one: RefusedNotice) -> Document:
    return {
        "_id": one.id,
        "version": one.version,
        "unit": one.unit,
        "provider": one.provider,
        "received_at": one.received_at,
        "reason": one.reason.value,
        "sha256": one.sha256,
    }


def _read_refused(document: Document) -> RefusedNotice:
    return RefusedNotice(
        document["_id"],
        document["unit"],
        document["provider"],
        document["received_at"],
        Refused(document["reason"]),
        document["sha256"],
        document["version"],
    )


def _write_statement(one: Statement, fields: PersonalFields) -> Document:
    return {
        "_id": one.id,
        "version": one.version,
        "provider": one.provider,
        "day": datetime(one.day.year, one.day.month, one.day.day, tzinfo=UTC),
        "asked_at": one.asked_at,
        "asked_by": one.asked_by,
        "fetched_at": one.fetched_at,
        "lines": [_write_transfer(line, one.id, fields) for line in one.lines],
        "fault": write_words(one.fault),
    }


def _read_statement(document: Document, fields: PersonalFields) -> Statement:
    day = document["day"]
    return Statement(
        document["_id"],
        document["version"],
        document["provider"],
        date(day.year, day.month, day.day),
        document["asked_at"],
        document["asked_by"],
        document["fetched_at"],
        tuple(_read_transfer(line, document["_id"], fields) for line in document["lines"]),
        read_words(document["fault"]),
    )
