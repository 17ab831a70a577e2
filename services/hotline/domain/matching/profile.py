"""What a dossier awaiting its result can be told by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from services.hotline.domain.known_dossier import INTAKES, KnownDossier, Slot
from services.hotline.domain.matching.places import commune_of
from shared.text import search_key
from shared.working_time.calendar import local


@dataclass(frozen=True, slots=True)
class Profile:
    """``phone`` is ``+84…``; ``units`` are the folded names of the agencies that were given work on it."""

    code: str
    name: str = ""
    phone: str = ""
    email: str = ""
    identity: str = ""
    commune: str = ""
    procedure: str = ""
    filed: tuple[date, ...] = ()
    due: date | None = None
    units: tuple[str, ...] = ()


def profile_of(known: KnownDossier) -> Profile:
    """Read off the projection."""
    filed = (_day(known, Slot.FILED, "filed_at"), _day(known, Slot.ACCEPTED, "accepted_at"))
    units = {
        search_key(told.data["agency_name"])
        for place, told in known.told.items()
        if place.startswith(f"{Slot.TASK_DISPATCHED.value}/") and told.data.get("agency_name")
    }
    return Profile(
        known.id,
        known.name or "",
        known.phone or "",
        known.value("email") or "",
        known.value("identity") or "",
        commune_of(known.value("address") or ""),
        procedure_of(known)[0],
        tuple(dict.fromkeys(day for day in filed if day)),
        local(known.due_at).date() if known.due_at else None,
        tuple(sorted(units)),
    )


def procedure_of(known: KnownDossier) -> tuple[str, str]:
    """Code and Vietnamese name of what was applied for, as told last; empty where nothing was told."""
    named = [
        known.told[one.value]
        for one in INTAKES
        if one.value in known.told and known.told[one.value].data.get("procedure")
    ]
    if not named:
        return "", ""
    procedure = max(named, key=lambda one: one.sequence).data["procedure"]
    return procedure["code"], procedure["name"]


def _day(known: KnownDossier, slot: Slot, field: str) -> date | None:
    told = known.told.get(slot.value)
    at = told.data.get(field) if told else None
    return local(at).date() if isinstance(at, datetime) else None
