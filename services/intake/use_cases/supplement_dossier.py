"""Takes the applicant's answer to a request for papers: the clock runs on or begins anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import Words
from services.intake.domain.supplement import Supplement, Supplied, due_after_answer
from services.intake.use_cases import facts
from services.intake.use_cases.deciding import decide, in_the_name_of, read_text, require_on
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Context
from shared.working_time import Calendar, Ledger

ACTION = "dossier.supplement"
TEXT_NEEDED = Words("Ghi đã bổ sung những gì", "Say what was added")


def supplement_dossier(
    ports: Ports,
    caller: Caller,
    code: str,
    text: str,
    context: Context,
    *,
    check: Callable[[Dossier], None] | None = None,
    answer: Callable[[Dossier], Answer | None] | None = None,
) -> Dossier:
    """The dossier as it stood before it was asked. An owner answers, all offices
    that ask at once; at the desk an officer writes down what came.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep (nothing was asked), Conflict, StoreAway.
    """
    grant = ports.access.grant(caller, ACTION)
    words = read_text("/text", text, needed=TEXT_NEEDED)
    moment = context.at.replace(microsecond=0)
    context = in_the_name_of(grant, code, context)

    def rule(dossier: Dossier) -> Change:
        require_on(grant, dossier)
        asked = dossier.must_be_asked()
        supplied = Supplied(
            moment, context.actor, words, *_due(dossier, asked, moment, ports.calendars.of(dossier.unit))
        )
        done = dossier.supply(supplied)
        also = [one.id for one in dossier.all_asked[1:]]
        return Change(
            saved=(done,),
            facts=(facts.supplemented(done, asked, supplied, also, ports.papers_of(dossier.code)),),
            answer=answer(done) if answer else None,
        )

    return decide(ports.work, code, rule, context, check=check)


def _due(
    dossier: Dossier, asked: Supplement, moment: datetime, calendar: Calendar
) -> tuple[datetime | None, Ledger | None]:
    if dossier.ledger is None:  # not accepted yet: no clock runs
        return None, None
    taken = dossier.procedure
    return due_after_answer(calendar, dossier.ledger, asked, moment, taken.supplement, taken.limit, taken.cut_off)
