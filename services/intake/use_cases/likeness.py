"""Looks for open dossiers that a new filing may be the same as, and says of each what its reader may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import TooManyAttempts
from services.intake.domain.likeness import Overruled, same_applicant, well_known
from services.intake.domain.personal import Applicant
from services.intake.domain.status import Status
from services.intake.use_cases.dossier_request import DossierRequest
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Key

FILE, VIEW = "dossier.file", "dossier.view"


@dataclass(frozen=True, slots=True)
class Alike:
    """``code``, ``status`` and ``filed_at`` are None where the reader may know only that there is one."""

    code: str | None = None
    status: Status | None = None
    filed_at: datetime | None = None


def look_for_alike(ports: Ports, caller: Caller, request: DossierRequest, *, address: str) -> tuple[Alike, ...]:
    """What to show before filing. An officer sees each; whoever signed in those of their own; others, only where they
    typed the very number and phone that stand in it, that there is one.

    ``address`` counts the questions of those who did not sign in; over the limit nothing is told, and filing goes on.
    Raises Forbidden, StoreAway.
    """
    grant = ports.access.grant(caller, FILE)
    found = alike_dossiers(ports, request.procedure, request.applicant)
    if caller.kind == "staff":
        return tuple(_whole(one) for one in found if grant.covers(unit=one.unit))
    own = tuple(_whole(one) for one in found if grant.owns(one.owners))
    if own or not any(well_known(request.applicant, one.applicant) for one in found):
        return own
    try:
        ports.limits.take("alike-address", address)
    except TooManyAttempts:
        return ()
    return (Alike(),)


def alike_of(ports: Ports, caller: Caller, dossier: Dossier) -> tuple[Alike, ...]:
    """What an officer sees beside a dossier that has not ended: the other open ones that it looks like, by the rules of
    the counter's form. Raises Forbidden, StoreAway."""
    grant = ports.access.grant(caller, VIEW)
    if dossier.status.is_closed:
        return ()
    found = alike_dossiers(ports, dossier.procedure.code, dossier.applicant, besides=dossier.code)
    return tuple(_whole(one) for one in found if grant.covers(unit=one.unit))


def alike_dossiers(
    ports: Ports, procedure: str, applicant: Applicant, *, besides: str | None = None
) -> tuple[Dossier, ...]:
    """Open dossiers of this procedure that look like the same applicant's, the newest first."""
    codes = [one for one in ports.people.owned.open_of(ports.unit.code, procedure, applicant) if one != besides]
    found = ports.work.load(*(Key(Dossier, code) for code in codes))
    dossiers = [one for one in (found.get(Dossier, code) for code in codes) if one is not None]
    alike = [one for one in dossiers if not one.status.is_closed and same_applicant(applicant, one.applicant)]
    return tuple(sorted(alike, key=lambda one: (one.filed_at, one.code), reverse=True))


def overruled(ports: Ports, request: DossierRequest, at: datetime, by: str) -> Overruled | None:
    """What is kept where somebody said that it is another matter; None where nothing looked alike."""
    if not request.another:
        return None
    codes = tuple(one.code for one in alike_dossiers(ports, request.procedure, request.applicant))
    return Overruled(codes, at, by) if codes else None


def _whole(one: Dossier) -> Alike:
    return Alike(one.code, one.status, one.filed_at)
