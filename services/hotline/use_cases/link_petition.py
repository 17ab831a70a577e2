"""Links a petition to a dossier once its owner is verified, and takes the link away again."""

from __future__ import annotations

from services.hotline.domain.petition import Petition
from services.hotline.use_cases.deciding import Check, MakeAnswer, decide, load_petition
from services.hotline.use_cases.matching.keep_links import with_link
from services.hotline.use_cases.petition_request import Claim
from services.hotline.use_cases.ports import Ports
from services.hotline.use_cases.verify_caller import verified_dossier
from shared.security.caller import Caller
from shared.store.change import Change, Context

LINK, UNLINK = "petition.link", "petition.unlink"


def link_petition(
    ports: Ports,
    caller: Caller,
    code: str,
    claim: Claim,
    context: Context,
    *,
    check: Check | None = None,
    answer: MakeAnswer | None = None,
) -> Petition:
    """The petition with the dossier that the claim proves.

    Raises Forbidden, NotFound, NotVerified, TooManyAttempts, IllegalStep, Conflict, StoreAway.
    """
    ports.access.grant(caller, LINK)
    load_petition(ports.work, code)  # no try is spent on a petition that is not there
    dossier = verified_dossier(ports, claim, who=caller.actor)

    def rule(petition: Petition) -> Change:
        return with_link(ports.work, petition, petition.linked(dossier, context.at, context.actor), context)

    return decide(ports.work, code, rule, context, check=check, answer=answer)


def unlink_petition(
    ports: Ports,
    caller: Caller,
    code: str,
    context: Context,
    *,
    check: Check | None = None,
    answer: MakeAnswer | None = None,
) -> Petition:
    """The petition without a dossier. Raises Forbidden, NotFound, IllegalStep, Conflict, StoreAway."""
    ports.access.grant(caller, UNLINK)

    def rule(petition: Petition) -> Change:
        return with_link(ports.work, petition, petition.unlinked(context.at, context.actor), context)

    return decide(ports.work, code, rule, context, check=check, answer=answer)
