"""Takes a petition, whoever it is from and whatever dossier it names: code, date and the key to come back by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from services.hotline.domain.contact import Identity
from services.hotline.domain.doors.named import NOT_ONESELF
from services.hotline.domain.errors import FieldFault, InvalidRequest, NotVerified, TooManyAttempts
from services.hotline.domain.kinds import Channel
from services.hotline.domain.petition import Act, Entry, Petition, Status
from services.hotline.domain.petition_code import PetitionCode, number_series
from services.hotline.domain.return_key import new_return_key
from services.hotline.domain.rules import LegalPath, Rules, rules_in_force
from services.hotline.use_cases import facts
from services.hotline.use_cases.petition_request import PetitionRequest
from services.hotline.use_cases.ports import Ports
from services.hotline.use_cases.verify_caller import verified_dossier
from shared.security.caller import Caller
from shared.security.owner_tokens import digest_owner_token
from shared.store.change import Answer, Change, Context
from shared.working_time import due
from shared.working_time.calendar import local

FILE, RECORD = "petition.file", "petition.record"


@dataclass(frozen=True, slots=True)
class Filed:
    """``key`` opens the petition to whoever holds it, with its code; only its digest is stored. ``guide`` is the path
    of a complaint or denunciation, which is written down as handed over."""

    petition: Petition
    key: str = field(repr=False)
    guide: LegalPath | None = None


def file_petition(
    ports: Ports,
    caller: Caller,
    request: PetitionRequest,
    context: Context,
    *,
    address: str,
    answer: Callable[[Filed], Answer | None] | None = None,
) -> Filed:
    """A new petition. Channels other than the web need an operator.

    A dossier is linked where the claim proves it; an unknown code, a wrong number and one tried too often are taken all
    the same, unlinked, and nothing in ``Filed`` that the petitioner is shown tells which it was. ``address`` is the
    network address that asks. Raises Forbidden, TooManyAttempts (too many petitions), StoreAway, AlreadyExists (the
    same Idempotency-Key at the same time), InvalidRequest (whoever writes it down names themselves).
    """
    by_staff = request.channel is not Channel.WEB
    ports.access.grant(caller, RECORD if by_staff else FILE)
    if not by_staff:
        ports.limits.take("filing-address", address)
    if by_staff and caller.id in request.named:
        raise InvalidRequest(FieldFault("/named", NOT_ONESELF))
    dossier = _proved(ports, request, caller.actor if by_staff else f"address:{address}")
    filed = new_petition(ports, request, context)
    petition = replace(filed.petition, named=request.named if by_staff else ())
    filed = replace(filed, petition=petition)
    if dossier is not None:  # version 1 all the same: it is new
        petition = replace(petition.linked(dossier, petition.received_at, context.actor), version=1)
        filed = replace(filed, petition=petition)
    identity = () if request.contact.is_anonymous else (Identity(petition.id, 1, request.contact),)
    told = () if petition.kind.has_its_own_path else (facts.received(petition, request.contact),)
    ports.work.commit(Change((petition, *identity), told, answer=answer(filed) if answer else None), context)
    return filed


def _proved(ports: Ports, request: PetitionRequest, who: str) -> str | None:
    if request.kind.has_its_own_path or not (request.claim.dossier and request.claim.digits):
        return None
    try:
        return verified_dossier(ports, request.claim, who=who)
    except (NotVerified, TooManyAttempts):
        return None


def new_petition(ports: Ports, request: PetitionRequest, context: Context) -> Filed:
    """A petition with its code and date, not yet saved. Raises StoreAway."""
    at = context.at.replace(microsecond=0)
    day = local(at).date()
    rules = rules_in_force(ports.rules, day)
    guide = rules.paths[request.kind] if request.kind.has_its_own_path else None
    key = new_return_key()
    petition = Petition(
        id=str(PetitionCode(day, ports.numbers.take(number_series(day)))),
        version=1,
        kind=request.kind,
        topic=request.topic,
        channel=request.channel,
        text=request.text,
        language=request.language,
        anonymous=request.contact.is_anonymous,
        key_hash=digest_owner_token(key),
        received_at=at,
        received_by=context.actor,
        due_at=None if guide else _due(ports, request, rules, at),
        rules_of=rules.effective_from,
        status=Status.HANDED_OVER if guide else Status.RECEIVED,
        claimed_dossier=request.claim.dossier,
        history=(Entry(Act.HANDED_OVER if guide else Act.RECEIVED, at, context.actor),),
    )
    return Filed(petition, key, guide)


def _due(ports: Ports, request: PetitionRequest, rules: Rules, at: datetime) -> datetime:
    moment, _ = due(ports.calendar(), at, rules.answer_minutes(request.topic))
    return moment
