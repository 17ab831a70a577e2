"""Accounts, calendars and the catalogue's procedures as documents."""

from __future__ import annotations

from typing import Any

from services.intake.domain.account import Account, Role
from services.intake.domain.catalogue import ProcedureHistory
from services.intake.domain.errors import Words
from services.intake.domain.procedure_data import procedure_from_data, procedure_to_data
from services.intake.store.value_documents import write_words
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


def write_history(history: ProcedureHistory) -> Document:
    return {
        "_id": history.code,
        "code": history.code,
        "version": history.version,
        "versions": [procedure_to_data(one) for one in history.versions],
    }


def read_history(document: Document) -> ProcedureHistory:
    return ProcedureHistory(document["_id"], tuple(procedure_from_data(one) for one in document["versions"]))


ACCOUNTS = Mapping(Account, "accounts", write_account, read_account)
CALENDARS = Mapping(Calendar, "calendars", write_calendar, read_calendar)
PROCEDURES = Mapping(ProcedureHistory, "procedures", write_history, read_history)
