"""Says at which step of its procedure something went wrong: of the linked dossier's own steps, or in words."""

from __future__ import annotations

from dataclasses import replace

from services.hotline.domain.errors import FieldFault, InvalidRequest, InvalidValue
from services.hotline.domain.inside.step_place import FRONT, StepPlace, chosen
from services.hotline.domain.known_dossier import KnownDossier
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.deciding import Check, MakeAnswer, decide, saved
from services.hotline.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Change, Context, Key

SAY = "petition.say-step"


def say_where(
    ports: Ports,
    caller: Caller,
    code: str,
    step: str,
    words: str,
    context: Context,
    *,
    check: Check | None = None,
    answer: MakeAnswer | None = None,
) -> Petition:
    """``step`` is one of the steps that are shown (``key/agency``); where it is none of them ``words`` say it.

    Raises Forbidden, NotFound, InvalidRequest, Conflict, StoreAway.
    """
    ports.access.grant(caller, SAY)

    def rule(petition: Petition) -> Change:
        try:
            place = chosen(steps_of_dossier(dossier_of(ports, petition)), step, words)
        except InvalidValue as wrong:
            raise InvalidRequest(FieldFault("/step", wrong.words)) from wrong
        at = context.at.replace(microsecond=0)
        return saved(petition, petition.gone_wrong_at(replace(place, said_by=context.actor), at, context.actor))

    return decide(ports.work, code, rule, context, check=check, answer=answer)


def dossier_of(ports: Ports, petition: Petition) -> KnownDossier | None:
    """The linked one. Raises StoreAway."""
    id = petition.dossier
    return ports.work.load(Key(KnownDossier, id)).get(KnownDossier, id) if id else None


def steps_of_dossier(dossier: KnownDossier | None) -> tuple[StepPlace, ...]:
    """The steps that the dossier has gone through, between those that every one has."""
    procedure = dossier.procedure.vi if dossier and dossier.procedure else ""
    (first, reception), (last, handing_over) = FRONT
    between = tuple(
        StepPlace(procedure, one.step, one.name.vi, one.agency, one.agency_name)
        for one in (dossier.steps if dossier else ())
    )
    return (
        StepPlace(procedure, first, reception.vi),
        *between,
        StepPlace(procedure, last, handing_over.vi),
    )
