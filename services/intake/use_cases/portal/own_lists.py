"""Our side of the lists: the catalogue's procedures, and fields and agencies as data or as they were taken over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from services.intake.domain.portal.catalogue_lists import Entry, ListKind, OwnList
from services.intake.domain.procedure import Field, Procedure
from services.intake.use_cases.portal_ports import PortalDesk
from shared.store.change import Key, Work
from shared.text import search_key


def own_list(work: Work, desk: PortalDesk, kind: ListKind) -> OwnList:
    """What was taken over, else the list that came with the system (version 0: never saved). Raises StoreAway."""
    kept = work.load(Key(OwnList, kind.value)).get(OwnList, kind.value)
    return kept or OwnList(kind.value, 0, desk.own_lists.get(kind, ()))


def own_field_codes(work: Work, desk: PortalDesk) -> Mapping[str, str]:
    """The portal's code of a field by our field's key. Raises StoreAway."""
    entries = own_list(work, desk, ListKind.FIELDS).entries
    return {Field(one.name, one.name).key: one.code for one in entries if one.code}


def procedure_entries(procedures: Iterable[Procedure], codes: Mapping[str, str]) -> tuple[Entry, ...]:
    """The catalogue in the shape of the portal's list."""
    return tuple(
        Entry(one.code, one.name.vi, one.field.code or codes.get(one.field.key, ""), one.field.vi)
        for one in sorted(procedures, key=lambda one: one.code)
    )


def field_of(entry: Entry, known: Field) -> Field:
    """The portal's field as ours: the same words where only the code differs."""
    if not entry.field_name or search_key(entry.field_name) == search_key(known.vi):
        return Field(known.vi, known.en, entry.field or known.code)
    return Field(entry.field_name, entry.field_name, entry.field)
