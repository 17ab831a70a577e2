"""Records at the desk that the fee was paid in cash: the receipt has its number, the clock runs on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import FieldFault, InvalidRequest, Words
from services.intake.use_cases.deciding import decide
from services.intake.use_cases.money.numbers import next_receipt_number, number_of
from services.intake.use_cases.money.settling import settled
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Context

ACTION = "dossier.record-payment"
NUMBER_LONG = Words("Số biên lai không quá 60 chữ", "A receipt number has at most 60 characters")
NUMBER_OURS = Words(
    "Số này thuộc dãy số của hệ thống: để trống ô này", "Such numbers are given by the system: leave it empty"
)


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
    """The dossier as it stood before it was asked. An empty ``receipt_number`` takes the next of the unit's series, one
    that is named stands on a receipt out of a book of paper.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep (nothing is owed), Conflict, StoreAway.
    """
    grant = ports.access.grant(caller, ACTION)
    written = receipt_number.strip()
    if len(written) > 60 or number_of(written) is not None:
        raise InvalidRequest((FieldFault("/receipt_number", NUMBER_LONG if len(written) > 60 else NUMBER_OURS),))
    calendar, moment = ports.calendars.current(), context.at.replace(microsecond=0)
    taken: list[str] = []

    def rule(dossier: Dossier) -> Change:
        grant.require(unit=dossier.unit)
        dossier.must_owe()
        if not written and not taken:
            taken.append(next_receipt_number(ports, dossier.unit, moment))
        done, change = settled(dossier, moment, context.actor, written or taken[0], calendar)
        return replace(change, answer=answer(done) if answer else None)

    return decide(ports.work, code, rule, context, check=check)
