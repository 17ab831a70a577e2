"""Asks the applicant for further papers: the reception unit before it accepts, once and in full."""

from __future__ import annotations

from collections.abc import Callable

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import Words
from services.intake.domain.supplement import RECEPTION, Supplement
from services.intake.use_cases import facts
from services.intake.use_cases.deciding import decide, read_text
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Context
from shared.working_time import due_in_days

ACTION = "dossier.request-supplement"
WANTED_NEEDED = Words("Ghi đủ những giấy tờ còn thiếu", "Name every paper that is missing")
REASON_NEEDED = Words("Ghi vì sao cần, người nộp sẽ đọc", "Say why; the applicant will read it")


def request_supplement(
    ports: Ports,
    caller: Caller,
    code: str,
    wanted: str,
    reason: str,
    context: Context,
    *,
    check: Callable[[Dossier], None] | None = None,
    answer: Callable[[Dossier], Answer | None] | None = None,
) -> Dossier:
    """The dossier at status 5; its clock has not started. Raises Forbidden, NotFound, InvalidRequest, IllegalStep (also
    for a second request), Conflict, StoreAway."""
    grant = ports.access.grant(caller, ACTION)
    texts = (
        read_text("/wanted", wanted, needed=WANTED_NEEDED),
        read_text("/reason", reason, needed=REASON_NEEDED),
    )
    calendar, moment = ports.calendars.current(), context.at.replace(microsecond=0)

    def rule(dossier: Dossier) -> Change:
        grant.require(unit=dossier.unit)
        respond_by = due_in_days(calendar, moment, dossier.procedure.supplement.working_days)
        supplement = Supplement(RECEPTION, ports.unit.name.vi, *texts, moment, respond_by, context.actor)
        asked = dossier.ask(supplement)
        return Change(
            saved=(asked,),
            facts=(facts.supplement_requested(asked, supplement),),
            answer=answer(asked) if answer else None,
        )

    return decide(ports.work, code, rule, context, check=check)
