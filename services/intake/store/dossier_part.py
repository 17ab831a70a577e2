"""One part of a dossier's document: the concept's own file says how it is written and read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.intake.store.personal_fields import PersonalFields


@dataclass(frozen=True, slots=True)
class Part:
    """``field`` is the name in the aggregate and in the document.

    ``write`` gets its value, ``read`` what the document holds: None where it was written before the field was. Both get
    the dossier's code, which is part of every sealed value's place.
    """

    field: str
    write: Callable[[Any, str, PersonalFields], Any]
    read: Callable[[Any, str, PersonalFields], Any]


def plain(field: str, write: Callable[[Any], Any], read: Callable[[Any], Any]) -> Part:
    """A part without anything to seal; None stays None."""
    return Part(
        field,
        lambda value, _code, _fields: None if value is None else write(value),
        lambda data, _code, _fields: None if data is None else read(data),
    )
