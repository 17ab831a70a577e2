"""An answer is written by the officer who has the petition and told once a second person approved it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.hotline.domain.answers.proposal import Proposal, must_wait
from services.hotline.domain.matters.matter import one_answer
from services.hotline.domain.petition import Petition
from services.hotline.domain.rules import rules_in_force
from services.hotline.use_cases import facts
from services.hotline.use_cases.answers.ask_opinion import asking
from services.hotline.use_cases.deciding import Check, MakeAnswer, load_contact, saved
from services.hotline.use_cases.matters.together import decide_together
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
    """Answered with the words that wait, by somebody else than who wrote them; told to all petitioners of the matter,
    those too whose contact joined it after the words were written.

    Raises Forbidden, NotFound, IllegalStep, Conflict, StoreAway.
    """
    ports.access.grant(caller, APPROVE)
    contacts: list[Petition] = []
    words: list[Proposal] = []

    def begin(all: Sequence[Petition]) -> None:
        words.clear()
        contacts[:] = all

    def rule(petition: Petition) -> Change:
        if not words:  # the named one comes first
            words.append(must_wait(petition.proposals))
            one_answer(contacts, words[0].text)
        waits = petition.proposal is not None and petition.proposal.text == words[0].text
        proposed = petition if waits else petition.proposed(words[0], petition.officer or "")
        done = replace(
            proposed.approved(context.at.replace(microsecond=0), context.actor), version=petition.version + 1
        )
        contact = load_contact(ports.work, done)
        return Change((done,), (facts.answered(done, contact),), asking(ports, done, contact))

    return decide_together(ports.work, code, rule, context, check=check, answer=answer, among=begin)


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
    named: list[Petition] = []

    def rule(petition: Petition) -> Change:
        if named and petition.proposal is None:  # a contact that joined after the words were written
            return Change()
        named.append(petition)
        return saved(petition, petition.sent_back(why, context.at.replace(microsecond=0), context.actor))

    return decide_together(ports.work, code, rule, context, check=check, answer=answer, among=lambda _: named.clear())
