"""Apologises in time for a late result and gives one new date (form 04), with the reason that its applicant reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from services.intake.domain.date_rules import rule_on
from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import Words
from services.intake.domain.redating import Act
from services.intake.domain.redating import apologise as apologised
from services.intake.use_cases import facts
from services.intake.use_cases.deciding import decide, read_text
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Context
from shared.working_time.calendar import local

ACTION = "dossier.apologise"
REASON_NEEDED = Words("Ghi lý do trễ hẹn, người nộp sẽ đọc", "Say why it is late; the applicant will read it")


def apologise(
    ports: Ports,
    caller: Caller,
    code: str,
    due_at: datetime,
    reason: str,
    context: Context,
    *,
    check: Callable[[Dossier], None] | None = None,
    answer: Callable[[Dossier], Answer | None] | None = None,
) -> Dossier:
    """The dossier with its new date. Raises Forbidden, NotFound, InvalidRequest (no reason, or a date that cannot be
    promised), IllegalStep (too late, a second time, or no date runs), Conflict, StoreAway."""
    grant = ports.access.grant(caller, ACTION)
    moment = context.at.replace(microsecond=0)
    act = Act(moment, context.actor, read_text("/reason", reason, needed=REASON_NEEDED))
    rule = rule_on(ports.apology_rules, local(moment).date())
    promised = local(due_at).replace(second=0, microsecond=0)

    def step(dossier: Dossier) -> Change:
        grant.require(unit=dossier.unit)
        done = apologised(dossier, ports.calendars.of(dossier.unit), rule, promised, act)
        return Change(saved=(done,), facts=(facts.due_changed(done),), answer=answer(done) if answer else None)

    return decide(ports.work, code, step, context, check=check)
