"""An officer lets a dossier go first: somebody on a list is the applicant, or it is a special case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import FieldFault, IllegalStep, InvalidRequest, Words
from services.intake.domain.priority.given import Basis, Ground, MatchAnswer
from services.intake.use_cases.deciding import decide, read_text
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.priority.facts import prioritised
from services.intake.use_cases.priority.find import candidates_of
from services.intake.use_cases.priority.imports import desk_of
from shared.security.caller import Caller
from shared.store.change import NOTHING, Change, Context
from shared.working_time.calendar import local

ACTION = "dossier.prioritise"
NO_REASON = Words("Chọn một lý do trong danh sách", "Choose one of the reasons")
NO_CANDIDATE = Words("Không còn ai để xác nhận", "There is nobody to be confirmed any more")
Check = Callable[[Dossier], None]


def answer_match(
    ports: Ports, caller: Caller, code: str, person: str, same: bool, context: Context, *, check: Check | None = None
) -> Dossier:
    """Whether the person on the list is the applicant, kept with who said so. Being the same gives priority.

    Raises Forbidden, NotFound, IllegalStep, Conflict, StoreAway.
    """
    grant = ports.access.grant(caller, ACTION)
    at = context.at.replace(microsecond=0)

    def rule(dossier: Dossier) -> Change:
        grant.require(unit=dossier.unit)
        asked = next((one for one in candidates_of(ports, dossier, at) if one.person.id == person), None)
        if asked is None:
            raise IllegalStep("no-candidate", NO_CANDIDATE)
        answer = MatchAnswer(person, same, at, context.actor)
        basis = Basis.REGISTER if asked.by_number else Basis.CONFIRMED
        ground = Ground(basis, asked.groups, at, context.actor) if same else None
        return _told(dossier, dossier.answer_match(answer, ground))

    return decide(ports.work, code, rule, context, check=check)


def give_priority(
    ports: Ports, caller: Caller, code: str, reason: str, note: str, context: Context, *, check: Check | None = None
) -> Dossier:
    """A special case, for one of the reasons that are data. Raises Forbidden, NotFound, InvalidRequest, IllegalStep,
    Conflict, StoreAway."""
    grant = ports.access.grant(caller, ACTION)
    at = context.at.replace(microsecond=0)
    if reason not in {one.code for one in desk_of(ports).rules.reasons_on(local(at).date())}:
        raise InvalidRequest((FieldFault("/reason", NO_REASON),))
    written = read_text("/note", note)

    def rule(dossier: Dossier) -> Change:
        grant.require(unit=dossier.unit)
        ground = Ground(Basis.SPECIAL, (), at, context.actor, reason, written)
        return _told(dossier, dossier.prioritise(ground))

    context = replace(context, why=reason)
    return decide(ports.work, code, rule, context, check=check)


def _told(before: Dossier, after: Dossier) -> Change:
    """The agencies hear of it where the case is open: before, the acceptance tells it."""
    if after is before:
        return NOTHING
    given = after.priority
    news = given is not None and before.priority is None and after.acceptance is not None
    return Change(saved=(after,), facts=(prioritised(after, given),) if given and news else ())
