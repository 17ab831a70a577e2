"""Returns the result to whoever comes for it, by post or electronically: the end of a dossier's way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import FieldFault, InvalidRequest, Words
from services.intake.domain.returning import ReceivedBy, Returned, ReturnMethod, Signed
from services.intake.domain.signature import Signature, read_signature
from services.intake.use_cases import facts
from services.intake.use_cases.deciding import decide
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Context
from shared.text import normalise

ACTION = "dossier.return-result"
LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that the result went out: ``signed`` at the counter (``signature`` is the drawn picture, base64), the
    ``tracking_number`` by post."""

    signed: Signed | None = Signed.PAPER
    signature: str = field(default="", repr=False)
    tracking_number: str = ""


ON_PAPER = Proof()


def return_result(
    ports: Ports,
    caller: Caller,
    code: str,
    method: ReturnMethod,
    received_by: ReceivedBy,
    context: Context,
    proof: Proof = ON_PAPER,
    *,
    check: Callable[[Dossier], None] | None = None,
    answer: Callable[[Dossier], Answer | None] | None = None,
) -> Dossier:
    """The dossier at status 10. Raises Forbidden, NotFound, InvalidRequest (the proof that the way needs is missing),
    IllegalStep, Conflict, StoreAway."""
    grant = ports.access.grant(caller, ACTION)
    at_counter, by_post = method is ReturnMethod.COUNTER, method is ReturnMethod.POST
    drawn = at_counter and proof.signed is Signed.DRAWN
    image = read_signature(proof.signature) if drawn else None
    returned = Returned(
        context.at.replace(microsecond=0),
        context.actor,
        method,
        ReceivedBy.POST_OFFICE if by_post else received_by,
        proof.signed if at_counter else None,
        _number(proof.tracking_number) if by_post else None,
    )

    def rule(dossier: Dossier) -> Change:
        grant.require(unit=dossier.unit)
        given_back = dossier.give_back(returned)
        returned.require_proof()
        kept = (Signature(dossier.code, 1, returned.returned_at, image),) if image else ()
        return Change(
            saved=(given_back, *kept),
            facts=(facts.returned(given_back, returned),),
            answer=answer(given_back) if answer else None,
        )

    return decide(ports.work, code, rule, context, check=check)


def _number(text: str) -> str | None:
    number = normalise(text).upper()
    if len(number) > LONGEST_NUMBER:
        told = Words("Số hiệu bưu gửi quá dài", "The tracking number is too long")
        raise InvalidRequest((FieldFault("/tracking_number", told),))
    return number or None
