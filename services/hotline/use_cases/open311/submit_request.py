"""Takes a petition that another application sends: as from the web page, and what came beside it is kept apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from services.hotline.domain.contact import Identity
from services.hotline.domain.open311.catalogue import Reply
from services.hotline.domain.open311.client import Client
from services.hotline.domain.open311.submission import Submission
from services.hotline.domain.petition import Petition
from services.hotline.use_cases import facts
from services.hotline.use_cases.clocks.watch_job import watch_job
from services.hotline.use_cases.file_petition import new_petition, proved_dossier
from services.hotline.use_cases.open311.request_reading import Asked
from services.hotline.use_cases.ports import Ports
from shared.security.owner_tokens import digest_owner_token, new_owner_token
from shared.store.change import NOTHING, Answer, Change, Context


@dataclass(frozen=True, slots=True)
class Submitted:
    """``key`` opens the petition with its code; ``token`` where the code is not told yet."""

    petition: Petition
    submission: Submission
    key: str = field(repr=False)
    token: str | None = field(default=None, repr=False)


def submit_request(
    ports: Ports,
    client: Client,
    asked: Asked,
    context: Context,
    *,
    answer: Callable[[Submitted], Answer | None] | None = None,
    beside: Callable[[Petition], Change] | None = None,
) -> Submitted:
    """A new petition by this client. A claim to a dossier is proved or not without a word, as on the page.

    Raises TooManyAttempts, StoreAway, AlreadyExists (the same request at the same time).
    """
    ports.limits.take("open311-client", client.id)
    context = replace(context, actor=client.actor)
    dossier = proved_dossier(ports, asked.petition, client.actor)
    filed = new_petition(ports, asked.petition, context)
    petition = filed.petition
    if dossier is not None:  # version 1 all the same: it is new
        petition = replace(petition.linked(dossier, petition.received_at, context.actor), version=1)
    token = new_owner_token() if asked.service.reply is Reply.BATCH else None
    submission = Submission(
        petition.id,
        1,
        client.id,
        asked.service.code,
        petition.received_at,
        digest_owner_token(token) if token else None,
        asked.spot,
        asked.media,
    )
    contact = asked.petition.contact
    identity = () if contact.is_anonymous else (Identity(petition.id, 1, contact),)
    done = Submitted(petition, submission, filed.key, token)
    more = beside(petition) if beside else NOTHING
    saved = (petition, submission, *identity, *more.saved)
    told = (facts.received(petition, contact),)
    jobs = (*watch_job(petition, context.at), *more.jobs)
    ports.work.commit(Change(saved, told, jobs, answer(done) if answer else None), context)
    return done
