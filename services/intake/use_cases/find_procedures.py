"""Finds procedures of the catalogue by words, marks or no marks, by code, field or level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from services.intake.domain.catalogue import ProcedureHistory
from services.intake.domain.errors import NotFound, Words
from services.intake.domain.procedure import Field, Level, Procedure
from services.intake.use_cases.ports import Ports
from shared.text import search_key, search_words
from shared.working_time.calendar import local

UNKNOWN_PROCEDURE = Words("Không có thủ tục này", "There is no such procedure")
REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class _Indexed:
    name: tuple[str, ...]
    everywhere: tuple[str, ...]


def find_procedures(
    ports: Ports, search: str = "", *, field: str = "", level: Level | None = None
) -> tuple[Procedure, ...]:
    """The procedures that hold every word of the search, those with it in their name first; all for no words.

    ``field`` is a field's code, key or name.
    """
    wanted = search_words(search[:200])
    within = search_key(field[:200])
    found = []
    for procedure in ports.catalogue.all(local(ports.clock()).date()):
        if level not in (None, procedure.level) or not is_field(procedure.field, within):
            continue
        words = _indexed(procedure.name, procedure.field, procedure.authority, procedure.code)
        if all(_begins(word, words.everywhere) for word in wanted):
            found.append((sum(not _begins(word, words.name) for word in wanted), procedure))
    return tuple(procedure for _, procedure in sorted(found, key=lambda pair: pair[0]))


def fields_of(procedures: Sequence[Procedure]) -> tuple[Field, ...]:
    """The fields of these procedures, each once, in the order of their names."""
    by_key = {one.field.key: one.field for one in reversed(procedures)}
    return tuple(by_key[key] for key in sorted(by_key))


def is_field(field: Field, wanted: str) -> bool:
    """``wanted`` as ``search_key`` gives it; every field for nothing."""
    return not wanted or wanted in (search_key(field.code), search_key(field.vi), search_key(field.en))


def view_procedure(ports: Ports, code: str) -> Procedure:
    """The version in force today. Raises NotFound."""
    procedure = ports.catalogue.current(code, local(ports.clock()).date())
    if procedure is None:
        raise NotFound("unknown-procedure", UNKNOWN_PROCEDURE)
    return procedure


def view_versions(ports: Ports, code: str) -> ProcedureHistory:
    """Every version, also one that is still to come. Raises NotFound."""
    history = ports.catalogue.history(code)
    if history is None:
        raise NotFound("unknown-procedure", UNKNOWN_PROCEDURE)
    return history


@lru_cache(maxsize=REMEMBERED)
def _indexed(name: Words, field: Words, authority: Words, code: str) -> _Indexed:
    in_name = _words(name)
    return _Indexed(in_name, in_name + _words(field) + _words(authority) + search_words(code))


def _words(text: Words) -> tuple[str, ...]:
    return search_words(f"{text.vi} {text.en}")


def _begins(wanted: str, words: tuple[str, ...]) -> bool:
    return any(word.startswith(wanted) for word in words)
