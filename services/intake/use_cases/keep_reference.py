"""Keeps what the front door works by: the working calendar, told to the others, and staff accounts."""

from __future__ import annotations

from dataclasses import replace

from services.intake.domain.account import Account, Role
from services.intake.domain.errors import Words
from services.intake.use_cases import facts
from shared.security.passwords import hash_password
from shared.store.change import Change, Context, Key, Work
from shared.working_time import Calendar


def keep_calendar(work: Work, calendar: Calendar, context: Context, *, known: Calendar | None = None) -> Calendar:
    """The calendar in force: saved as the next version and told where it differs from the one kept.

    ``known`` is the one that was found; it is read where none is named. Raises Conflict or AlreadyExists where somebody
    else changed it at the same time, StoreAway.
    """
    if known is None:
        known = work.load(Key(Calendar, calendar.id)).get(Calendar, calendar.id)
    if known is not None and replace(calendar, version=known.version) == known:
        return known
    kept = replace(calendar, version=known.version + 1 if known else 1)
    work.commit(Change(saved=(kept,), facts=(facts.calendar_changed(kept, kept.version),)), context)
    return kept


def create_account(
    work: Work, username: str, display_name: Words, roles: tuple[Role, ...], unit: str, password: str, context: Context
) -> Account:
    """A new account. Raises AlreadyExists for a name that is taken, ValueError for one that cannot be, StoreAway."""
    account = Account(username, 1, display_name, roles, unit, hash_password(password))
    work.commit(Change(saved=(account,)), context)
    return account


def account_exists(work: Work, username: str) -> bool:
    """Whether the name is taken. Raises StoreAway."""
    return work.load(Key(Account, username)).get(Account, username) is not None


def set_password(work: Work, username: str, password: str, context: Context) -> Account:
    """A new password for an account. Raises KeyError where there is no such account, Conflict, StoreAway."""
    known = work.load(Key(Account, username)).get(Account, username)
    if known is None:
        raise KeyError(username)
    account = replace(known, version=known.version + 1, password_hash=hash_password(password))
    work.commit(Change(saved=(account,)), context)
    return account
