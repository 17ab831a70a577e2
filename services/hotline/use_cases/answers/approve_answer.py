"""An answer is written by the officer who has the petition and told once a second person approved it."""

from __future__ import annotations

from services.hotline.domain.answers.proposal import Proposal
from services.hotline.domain.petition import Petition
from services.hotline.domain.rules import rules_in_force
from services.hotline.use_cases import facts
from services.hotline.use_cases.answers.ask_opinion import asking
from services.hotline.use_cases.deciding import Check, MakeAnswer, decide, load_contact, saved
from services.hotline.use_cases.petition_request import read_told
from services.hotline.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Change, Context
from shared.working_time.calendar import local

APPROVE = "petition.approve"
SHORTEST_REASON = 5


def needs_approval(ports: Ports, petition: Petition, context: Context) -> bool:
    """By the rules in force on the day of the answer."""
    return rules_in_force(ports.rules, local(context.at).date()).approval.covers(petition.kind, petition.topic)


def proposing(petition: Petition, text: str, officer: str, context: Context) -> Change:
    """The petition with this answer waiting. Raises IllegalStep."""
    proposal = Proposal(text, context.at.replace(microsecond=0), context.actor)
    return saved(petition, petition.proposed(proposal, officer))


def approve_answer(
    ports: Ports,
    caller: Caller,
    code: str,
    context: Context,
    *,
    check: Check | None = None,
    answer: MakeAnswer | None = None,
) -> Petition:
    """Answered with the words that wait, by somebody else than who wrote them; told to whoever petitioned.

    Raises Forbidden, NotFound, IllegalStep, Conflict, StoreAway.
    """
    ports.access.grant(caller, APPROVE)

    def rule(petition: Petition) -> Change:
        done = petition.approved(context.at.replace(microsecond=0), context.actor)
        contact = load_contact(ports.work, done)
        return Change((done,), (facts.answered(done, contact),), asking(ports, done, contact))

    return decide(ports.work, code, rule, context, check=check, answer=answer)


def send_back_answer(
    ports: Ports,
    caller: Caller,
    code: str,
    reason: str,
    context: Context,
    *,
    check: Check | None = None,
    answer: MakeAnswer | None = None,
) -> Petition:
    """Back to who wrote it, with the reason. Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict."""
    ports.access.grant(caller, APPROVE)
    why = read_told(reason, "/reason", shortest=SHORTEST_REASON)

    def rule(petition: Petition) -> Change:
        return saved(petition, petition.sent_back(why, context.at.replace(microsecond=0), context.actor))

    return decide(ports.work, code, rule, context, check=check, answer=answer)
