"""Asks the applicant for the fee: the unit waits for it, and the clock stands still."""

from __future__ import annotations

from collections.abc import Callable

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import FieldFault, InvalidRequest, Words
from services.intake.domain.payment import PaymentDuty, other_fee
from services.intake.domain.procedure import Fee
from services.intake.use_cases import facts
from services.intake.use_cases.deciding import decide
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Context
from shared.working_time import due_in_days
from shared.working_time.calendar import local

ACTION = "dossier.request-payment"
MOST = 10_000_000_000
NO_FEE = Words("Danh mục không có phí của thủ tục này: ghi số tiền", "The catalogue names no fee: give the amount")
NO_AMOUNT = Words("Số tiền phải từ 1 đồng", "The amount is 1 đồng or more")


def request_payment(
    ports: Ports,
    caller: Caller,
    code: str,
    amount: int | None,
    context: Context,
    *,
    check: Callable[[Dossier], None] | None = None,
    answer: Callable[[Dossier], Answer | None] | None = None,
) -> Dossier:
    """The dossier at status 6. The fees are those of the procedure it was filed under, unless an ``amount`` is named.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway.
    """
    grant = ports.access.grant(caller, ACTION)
    if amount is not None and not 0 < amount <= MOST:
        raise InvalidRequest((FieldFault("/amount", NO_AMOUNT),))
    calendar, moment = ports.calendars.current(), context.at.replace(microsecond=0)
    days = ports.rules.on(local(moment).date()).payment_days

    def rule(dossier: Dossier) -> Change:
        grant.require(unit=dossier.unit)
        fees = (other_fee(amount),) if amount is not None else _fees_of(dossier)
        duty = PaymentDuty(
            moment,
            context.actor,
            fees,
            due_in_days(calendar, moment, days),
            reference=ports.money.new_reference(),
        )
        asked = dossier.ask_payment(duty)
        return Change(
            saved=(asked,),
            facts=(facts.payment_requested(asked, duty),),
            answer=answer(asked) if answer else None,
        )

    return decide(ports.work, code, rule, context, check=check)


def _fees_of(dossier: Dossier) -> tuple[Fee, ...]:
    fees = tuple(one for one in dossier.procedure.fees if one.amount > 0)
    if not fees:
        raise InvalidRequest((FieldFault("/amount", NO_FEE),))
    return fees
