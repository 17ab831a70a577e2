"""Files a dossier: checks, number, first status, and the owner's token, shown this once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from services.intake.domain.channel import Channel
from services.intake.domain.dossier import Dossier
from services.intake.domain.dossier_code import DossierCode, number_series
from services.intake.domain.errors import FieldFault, InvalidRequest, NotFound, Words
from services.intake.domain.priority import has_priority
from services.intake.domain.procedure import Procedure
from services.intake.domain.procedure_taken import ProcedureTaken
from services.intake.use_cases import facts
from services.intake.use_cases.dossier_request import DossierRequest
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.security.owner_tokens import digest_owner_token, new_owner_token
from shared.store.change import Answer, Change, Context
from shared.working_time.calendar import local

FILE_ONLINE = "dossier.file"
FILE_FOR_OTHERS = "dossier.file-at-counter"


@dataclass(frozen=True, slots=True)
class Filed:
    """``owner_token`` opens the whole dossier to whoever holds it; it is found by its digest."""

    dossier: Dossier
    owner_token: str = field(repr=False)


def file_dossier(
    ports: Ports,
    caller: Caller,
    request: DossierRequest,
    context: Context,
    *,
    answer: Callable[[Filed], Answer | None] | None = None,
) -> Filed:
    """A new dossier at status 1. ``answer`` makes the stored HTTP answer of an Idempotency-Key.

    Channels other than online need an officer. Raises Forbidden, InvalidRequest, StoreAway, AlreadyExists (the same
    key at the same time).
    """
    online = request.channel is Channel.ONLINE
    ports.access.grant(caller, FILE_ONLINE if online else FILE_FOR_OTHERS).require(unit=ports.unit.code)
    procedure = _procedure(ports, request, context)
    day = local(context.at).date()
    number = ports.numbers.take(number_series(ports.unit.code, day))
    token = new_owner_token()
    dossier = Dossier(
        code=str(DossierCode(ports.unit.code, day, number)),
        version=1,
        unit=ports.unit.code,
        procedure=ProcedureTaken.of(procedure, request.variant),
        channel=request.channel,
        applicant=request.applicant,
        submitted_by=request.submitted_by,
        form=request.form,
        return_method=request.return_method,
        language=request.language,
        filed_at=context.at.replace(microsecond=0),
        filed_by=context.actor,
        owner_token_hash=digest_owner_token(token),
        priority=has_priority(request.applicant, day),
        owner_token=None if online else token,  # the receipt on paper carries it for whoever came to the desk
    )
    filed = Filed(dossier, token)
    change = Change(saved=(dossier,), facts=(facts.filed(dossier),), answer=answer(filed) if answer else None)
    ports.work.commit(change, context)
    return filed


def _procedure(ports: Ports, request: DossierRequest, context: Context) -> Procedure:
    procedure = ports.catalogue.current(request.procedure, local(context.at).date())
    if procedure is None:
        raise _fault("/procedure", Words("Không có thủ tục này trong danh mục", "The catalogue has no such procedure"))
    if request.applicant.kind not in procedure.applicants:
        raise _fault(
            "/applicant/kind",
            Words("Thủ tục này không dành cho đối tượng này", "This procedure is not for this kind of applicant"),
        )
    try:
        procedure.variant(request.variant)
    except NotFound as error:
        raise _fault("/variant", error.words) from None
    return procedure


def _fault(pointer: str, words: Words) -> InvalidRequest:
    return InvalidRequest((FieldFault(pointer, words),))
