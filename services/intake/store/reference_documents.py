"""Accounts, calendars and the catalogue's procedures as documents."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from services.intake.domain.account import Account, Role
from services.intake.domain.errors import Words
from services.intake.domain.personal import ApplicantKind
from services.intake.domain.procedure import Component, Fee, Level, Procedure, Variant
from services.intake.store.value_documents import (
    read_limit,
    read_supplement_rule,
    write_limit,
    write_supplement_rule,
    write_words,
)
from shared.store.mapping import Mapping
from shared.working_time import Calendar

Document = dict[str, Any]


def write_account(account: Account) -> Document:
    return {
        "_id": account.username,
        "version": account.version,
        "display_name": write_words(account.display_name),
        "roles": [role.value for role in account.roles],
        "unit": account.unit,
        "password_hash": account.password_hash,
        "blocked": account.blocked,
    }


def read_account(document: Document) -> Account:
    return Account(
        document["_id"],
        document["version"],
        Words(**document["display_name"]),
        tuple(Role(one) for one in document["roles"]),
        document["unit"],
        document["password_hash"],
        document["blocked"],
    )


def write_calendar(calendar: Calendar) -> Document:
    return {"_id": calendar.id, **calendar.to_data()}


def read_calendar(document: Document) -> Calendar:
    return Calendar.from_data(document)


ACCOUNTS = Mapping(Account, "accounts", write_account, read_account)
CALENDARS = Mapping(Calendar, "calendars", write_calendar, read_calendar)


def read_procedure(data: Document) -> Procedure:
    """An entry of the catalogue, as data/procedures.json and the collection ``procedures`` hold it.

    Raises KeyError, TypeError and ValueError for an entry that is none.
    """
    return Procedure(
        code=data["code"],
        version=int(data["version"]),
        effective_from=date.fromisoformat(data["effective_from"]),
        name=Words(**data["name"]),
        field=Words(**data["field"]),
        level=Level(data["level"]),
        authority=Words(**data["authority"]),
        limit=read_limit(data["limit"]),
        result=Words(**data["result"]),
        statutory_limit=read_limit(data["statutory_limit"]) if data.get("statutory_limit") else None,
        applicants=tuple(ApplicantKind(one) for one in data["applicants"]),
        fees=_read_fees(data["fees"]),
        components=tuple(
            Component(one["id"], Words(**one["name"]), bool(one["original"]), int(one.get("copies", 1)))
            for one in data["components"]
        ),
        variants=tuple(
            Variant(one["id"], Words(**one["name"]), read_limit(one["limit"]), _read_fees(one["fees"]))
            for one in data.get("variants", ())
        ),
        cut_off=time.fromisoformat(data["cut_off"]) if data.get("cut_off") else None,
        supplement=read_supplement_rule(data.get("supplement")),
        sample=frozenset(data["sample"]),
    )


def write_procedure(procedure: Procedure) -> Document:
    document: Document = {
        "_id": procedure.id,
        "code": procedure.code,
        "version": procedure.version,
        "effective_from": procedure.effective_from.isoformat(),
        "name": write_words(procedure.name),
        "field": write_words(procedure.field),
        "level": procedure.level.value,
        "authority": write_words(procedure.authority),
        "limit": write_limit(procedure.limit),
        "statutory_limit": write_limit(procedure.statutory_limit) if procedure.statutory_limit else None,
        "result": write_words(procedure.result),
        "applicants": [one.value for one in procedure.applicants],
        "fees": _write_fees(procedure.fees),
        "components": [
            {"id": one.id, "name": write_words(one.name), "original": one.original, "copies": one.copies}
            for one in procedure.components
        ],
        "variants": [
            {
                "id": one.id,
                "name": write_words(one.name),
                "limit": write_limit(one.limit),
                "fees": _write_fees(one.fees),
            }
            for one in procedure.variants
        ],
        "cut_off": procedure.cut_off.isoformat("minutes") if procedure.cut_off else None,
        "supplement": write_supplement_rule(procedure.supplement),
        "sample": sorted(procedure.sample),
    }
    return document


def _read_fees(data: list[Document]) -> tuple[Fee, ...]:
    return tuple(Fee(Words(**one["name"]), int(one["amount"])) for one in data)


def _write_fees(fees: tuple[Fee, ...]) -> list[Document]:
    return [{"name": write_words(one.name), "amount": one.amount} for one in fees]
