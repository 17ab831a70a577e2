"""Agencies come, are described anew and get the public keys that their replies are checked with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.routing.domain.agency import Agency, agency_key, new_agency
from shared.store.change import Change, Context, Key, Work


def keep_agency(work: Work, context: Context, *, code: str, name: str, name_en: str, calendar: str) -> Agency:
    """The agency with this code, new or described anew; nothing is written where nothing differs.

    Raises BadAgency, Conflict, StoreAway.
    """
    known = find_agency(work, code)
    kept = (
        known.described(name=name, name_en=name_en, calendar=calendar)
        if known
        else new_agency(code, name, name_en, calendar)
    )
    return _saved(work, context, known, kept)


def give_key(work: Work, context: Context, code: str, public_key: Mapping[str, Any]) -> Agency:
    """From now on the agency's replies may be signed with this key too. Raises BadAgency, LookupError, Conflict."""
    known = find_agency(work, code)
    if known is None:
        raise LookupError(f"agency {code} is unknown: add it first")
    return _saved(work, context, known, known.with_key(public_key))


def find_agency(work: Work, code: str) -> Agency | None:
    """The agency with this code. Raises BadAgency, StoreAway."""
    key = agency_key(code)
    return work.load(Key(Agency, key)).get(Agency, key)


def _saved(work: Work, context: Context, known: Agency | None, kept: Agency) -> Agency:
    if kept is not known:
        work.commit(Change(saved=(kept,)), context)
    return kept
