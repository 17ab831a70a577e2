"""Files a dossier: checks, number, first status, and the owner's token, shown this once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from services.intake.domain.arrival import Visit
from services.intake.domain.channel import Channel
from services.intake.domain.dossier import Dossier
from services.intake.domain.dossier_code import DossierCode, number_series
from services.intake.domain.errors import FieldFault, IllegalStep, InvalidRequest, NotFound, Words
from services.intake.domain.procedure import Procedure
from services.intake.domain.procedure_taken import ProcedureTaken
from services.intake.domain.tour import Tour
from services.intake.use_cases import facts
from services.intake.use_cases.deciding import TRIES
from services.intake.use_cases.dossier_request import DossierRequest
from services.intake.use_cases.drafts import draft_to_file
from services.intake.use_cases.keep_tours import load_tour
from services.intake.use_cases.likeness import overruled
from services.intake.use_cases.ownership import account_to_file_for
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.priority.find import priority_of_applicant
from shared.security.caller import Caller
from shared.security.owner_tokens import digest_owner_token, new_owner_token
from shared.store.change import AlreadyExists, Answer, Change, Conflict, Context
from shared.working_time.calendar import local

PARENT_KNOWN = Words(
    "Hồ sơ này của cơ quan gửi đã được nhận, không ghi thêm lần nữa",
    "This dossier of the sending agency is here already",
)
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

    Channels other than online need an officer. Raises Forbidden, InvalidRequest, IllegalStep (the sending agency's
    dossier is here already), StoreAway, AlreadyExists (the same key at the same time).
    """
    online = request.channel is Channel.ONLINE
    grant = ports.access.grant(caller, FILE_ONLINE if online else FILE_FOR_OTHERS)
    grant.require(unit=ports.unit.code)
    procedure = _procedure(ports, request, context)
    day = local(context.at).date()
    draft = draft_to_file(ports, grant, request.draft) if request.draft else None
    owners = frozenset({draft.owner}) if draft else account_to_file_for(grant, request.account)
    another = overruled(ports, request, context.at, context.actor)
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
        priority=priority_of_applicant(ports, request.applicant, context.at.replace(microsecond=0)),
        owners=owners,
        overruled=another,
        owner_token=None if online else token,  # the receipt on paper carries it for whoever came to the desk
        arrival=request.arrival,
    )
    filed = Filed(dossier, token)
    saved = (dossier, draft.filed(dossier.code, context.at)) if draft else (dossier,)
    change = Change(saved=saved, facts=(facts.filed(dossier),), answer=answer(filed) if answer else None)
    _commit(ports, change, dossier, context)
    return filed


def _commit(ports: Ports, change: Change, dossier: Dossier, context: Context) -> None:
    """Together with the stop at which it was filed; once more where the tour changed meanwhile."""
    visit = dossier.arrival if isinstance(dossier.arrival, Visit) else None
    for attempt in range(1, TRIES + 1):
        saved = (*change.saved, _visited(ports, visit, dossier)) if visit else change.saved
        try:
            ports.work.commit(replace(change, saved=saved), context)
            return
        except Conflict:
            if visit is None or attempt == TRIES:
                raise
        except AlreadyExists as there:
            if "arrival.parent" in there.fields:
                raise IllegalStep("parent-known", PARENT_KNOWN) from there
            raise


def _visited(ports: Ports, visit: Visit, dossier: Dossier) -> Tour:
    try:
        tour = load_tour(ports, visit.tour)
    except NotFound as error:
        raise _fault("/arrival/tour", error.words) from None
    if tour.unit != dossier.unit or tour.kind.channel is not dossier.channel:
        raise _fault("/arrival/tour", Words("Chuyến đi này không nhận hồ sơ cách này", "Not a tour of this channel"))
    try:
        return tour.filed(visit.stop, dossier.code, dossier.filed_at)
    except NotFound as error:
        raise _fault("/arrival/stop", error.words) from None


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
