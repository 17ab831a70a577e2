"""Records at the desk that the fee was paid: the clock runs on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import FieldFault, InvalidRequest, Words
from services.intake.domain.payment import WAITED_FOR_MONEY, Paid, PaymentDuty
from services.intake.use_cases import facts
from services.intake.use_cases.deciding import decide
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Context
from shared.working_time import Calendar, Ledger, paused

ACTION = "dossier.record-payment"
NUMBER_NEEDED = Words("Ghi số biên lai", "Give the number of the receipt")
NUMBER_LONG = Words("Số biên lai không quá 60 chữ", "A receipt number has at most 60 characters")


def record_payment(
    ports: Ports,
    caller: Caller,
    code: str,
    receipt_number: str,
    context: Context,
    *,
    check: Callable[[Dossier], None] | None = None,
    answer: Callable[[Dossier], Answer | None] | None = None,
) -> Dossier:
    """The dossier as it stood before it was asked. Raises Forbidden, NotFound, InvalidRequest, IllegalStep (nothing is
    owed), Conflict, StoreAway."""
    grant = ports.access.grant(caller, ACTION)
    number = receipt_number.strip()
    if not number or len(number) > 60:
        raise InvalidRequest((FieldFault("/receipt_number", NUMBER_LONG if number else NUMBER_NEEDED),))
    calendar, moment = ports.calendars.current(), context.at.replace(microsecond=0)

    def rule(dossier: Dossier) -> Change:
        grant.require(unit=dossier.unit)
        owed = dossier.must_owe()
        paid = Paid(moment, context.actor, number, *_due(dossier, owed, moment, calendar))
        done = dossier.pay(paid)
        return Change(
            saved=(done,),
            facts=(facts.paid(done, owed, paid),),
            answer=answer(done) if answer else None,
        )

    return decide(ports.work, code, rule, context, check=check)


def _due(
    dossier: Dossier, owed: PaymentDuty, moment: datetime, calendar: Calendar
) -> tuple[datetime | None, Ledger | None]:
    """The date moved by the time waited; what was waited for papers in that time is not counted twice."""
    if dossier.ledger is None or dossier.decision is not None:  # no clock runs yet, or none any more
        return None, None
    return paused(calendar, dossier.ledger, owed.asked_at, moment, WAITED_FOR_MONEY)
