"""One labelled case: what is told, and which dossier it is about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """``dossier`` is the right one; None where there is none, or none can be told. ``person`` has these dossiers."""

    kind: str
    text: str
    dossier: str | None
    answerable: bool
    code: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    person: tuple[str, ...] = ()
