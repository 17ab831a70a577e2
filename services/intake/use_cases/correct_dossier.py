"""Corrects an accepted dossier's receipt: the procedure, its case or the time of acceptance; issues it anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import NotFound, Words
from services.intake.domain.procedure_taken import ProcedureTaken
from services.intake.domain.redating import Act, correct
from services.intake.use_cases import facts
from services.intake.use_cases.deciding import decide, read_text
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Context
from shared.working_time.calendar import local

ACTION = "dossier.correct"
REASON_NEEDED = Words("Ghi vì sao sửa, người nộp sẽ đọc", "Say why it is corrected; the applicant will read it")


@dataclass(frozen=True, slots=True)
class Correction:
    """What is right; None leaves it as it is. ``variant`` is a case of the right procedure, empty for none."""

    procedure: str | None = None
    variant: str | None = None
    accepted_at: datetime | None = None


def correct_dossier(
    ports: Ports,
    caller: Caller,
    code: str,
    correction: Correction,
    reason: str,
    context: Context,
    *,
    check: Callable[[Dossier], None] | None = None,
    answer: Callable[[Dossier], Answer | None] | None = None,
) -> Dossier:
    """The dossier as it should have been accepted, its date counted anew.

    Raises Forbidden, NotFound (dossier, procedure or case), InvalidRequest, IllegalStep, Conflict, StoreAway.
    """
    grant = ports.access.grant(caller, ACTION)
    act = Act(context.at.replace(microsecond=0), context.actor, read_text("/reason", reason, needed=REASON_NEEDED))

    def step(dossier: Dossier) -> Change:
        grant.require(unit=dossier.unit)
        calendar = ports.calendars.of(dossier.unit)
        known = dossier.acceptance.accepted_at if dossier.acceptance else context.at
        accepted_at = local(correction.accepted_at or known)
        done = correct(dossier, calendar, _right(ports, dossier, correction), accepted_at, act)
        rerouted = done.reroutings > dossier.reroutings
        told = facts.corrected(done, dossier) if rerouted else facts.due_changed(done)
        return Change(saved=(done,), facts=(told,), answer=answer(done) if answer else None)

    return decide(ports.work, code, step, context, check=check)


def _right(ports: Ports, dossier: Dossier, correction: Correction) -> ProcedureTaken:
    """What it should have been filed under, by the catalogue of that day; as it is where nothing else is named.

    Raises NotFound.
    """
    known = dossier.procedure
    code = correction.procedure or known.code
    variant = known.variant if correction.variant is None and code == known.code else correction.variant or None
    if (code, variant) == (known.code, known.variant):
        return known
    procedure = ports.catalogue.current(code, local(dossier.filed_at).date())
    if procedure is None:
        raise NotFound("unknown-procedure", Words("Không có thủ tục này", "There is no such procedure"))
    return ProcedureTaken.of(procedure, variant)
