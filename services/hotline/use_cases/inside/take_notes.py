"""Notes of the desk about a petition: written, read, never told outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.hotline.domain.errors import FieldFault, InvalidRequest, Words
from services.hotline.domain.inside.note import LONGEST_NOTE, Note
from services.hotline.use_cases.deciding import load_petition
from services.hotline.use_cases.inside.inside_ports import Notes
from services.hotline.use_cases.petition_request import read_told
from services.hotline.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Context

READ, WRITE = "note.read", "note.write"
MOST_SHOWN = 200
TOO_LONG = Words("Ghi chú dài quá 2.000 chữ", "The note is longer than 2,000 characters")


def write_note(
    ports: Ports,
    caller: Caller,
    code: str,
    text: str,
    context: Context,
    *,
    answer: Callable[[Note], Answer | None] | None = None,
) -> Note:
    """A note, kept for good. Raises Forbidden, NotFound, InvalidRequest, StoreAway, AlreadyExists."""
    ports.access.grant(caller, WRITE)
    petition, told = load_petition(ports.work, code), read_told(text, "/note", shortest=1)
    if len(told) > LONGEST_NOTE:
        raise InvalidRequest(FieldFault("/note", TOO_LONG))
    note = Note(ports.new_id(), 1, petition.id, context.at, caller.actor, told)
    ports.work.commit(Change(saved=(note,), answer=answer(note) if answer else None), context)
    return note


def read_notes(ports: Ports, notes: Notes, caller: Caller, code: str) -> Sequence[Note]:
    """All of one petition, the latest first. Raises Forbidden, NotFound, StoreAway."""
    ports.access.grant(caller, READ)
    return notes.of(load_petition(ports.work, code).id, MOST_SHOWN)
