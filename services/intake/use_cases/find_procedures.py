"""Finds procedures of the catalogue by words, marks or no marks, or by code."""

from __future__ import annotations

from services.intake.domain.errors import NotFound, Words
from services.intake.domain.procedure import Procedure
from services.intake.use_cases.ports import Ports
from shared.text import search_words
from shared.working_time.calendar import local


def find_procedures(ports: Ports, search: str = "") -> tuple[Procedure, ...]:
    """The procedures that hold every word of the search, those with it in their name first; all for no words."""
    wanted = search_words(search[:200])
    found = []
    for procedure in ports.catalogue.all(local(ports.clock()).date()):
        name = _words(procedure.name)
        everywhere = name + _words(procedure.field) + _words(procedure.authority) + search_words(procedure.code)
        if all(_begins(word, everywhere) for word in wanted):
            missing_in_name = sum(not _begins(word, name) for word in wanted)
            found.append((missing_in_name, procedure))
    return tuple(procedure for _, procedure in sorted(found, key=lambda pair: pair[0]))


def view_procedure(ports: Ports, code: str) -> Procedure:
    """The version in force today. Raises NotFound."""
    procedure = ports.catalogue.current(code, local(ports.clock()).date())
    if procedure is None:
        raise NotFound("unknown-procedure", Words("Không có thủ tục này", "There is no such procedure"))
    return procedure


def _words(text: Words) -> tuple[str, ...]:
    return search_words(f"{text.vi} {text.en}")


def _begins(wanted: str, words: tuple[str, ...]) -> bool:
    return any(word.startswith(wanted) for word in words)
