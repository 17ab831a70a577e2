"""Records that money went back: in cash at the desk, or by an order to the bank."""

from __future__ import annotations

from collections.abc import Callable

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import FieldFault, InvalidRequest, Words
from services.intake.domain.money.means import Means
from services.intake.domain.money.refund import RefundGiven
from services.intake.use_cases import money_facts
from services.intake.use_cases.deciding import decide
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Context

ACTION = "dossier.record-refund"
NUMBER_NEEDED = Words("Ghi số phiếu chi hoặc số lệnh chuyển tiền", "Give the number of the voucher or of the order")
NUMBER_LONG = Words("Số phiếu không quá 60 chữ", "The number has at most 60 characters")


def give_refund(
    ports: Ports,
    caller: Caller,
    code: str,
    refund: str,
    means: Means,
    number: str,
    context: Context,
    *,
    check: Callable[[Dossier], None] | None = None,
    answer: Callable[[Dossier], Answer | None] | None = None,
) -> Dossier:
    """The dossier as it stood, the refund given. Raises Forbidden, NotFound, InvalidRequest, IllegalStep (nothing of
    that id is to go back), Conflict, StoreAway."""
    grant = ports.access.grant(caller, ACTION)
    number = number.strip()
    if not number or len(number) > 60:
        raise InvalidRequest((FieldFault("/number", NUMBER_LONG if number else NUMBER_NEEDED),))
    given = RefundGiven(context.at.replace(microsecond=0), context.actor, means, number)

    def rule(dossier: Dossier) -> Change:
        grant.require(unit=dossier.unit)
        owed = dossier.must_refund(refund)
        done = dossier.refund(refund, given)
        return Change(
            saved=(done,),
            facts=(money_facts.refunded(done, owed, given),),
            answer=answer(done) if answer else None,
        )

    return decide(ports.work, code, rule, context, check=check)
