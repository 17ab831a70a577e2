"""What brings a petition and its whole matter to its end: given to an officer, answered once (and approved, if the
rules say so), closed."""

from __future__ import annotations

from services.hotline.domain.errors import FieldFault, InvalidRequest, Words
from services.hotline.domain.matters.matter import one_answer
from services.hotline.domain.petition import Petition, PublicAnswer
from services.hotline.use_cases import facts
from services.hotline.use_cases.answers.approve_answer import needs_approval, proposing
from services.hotline.use_cases.answers.ask_opinion import asking
from services.hotline.use_cases.deciding import Check, MakeAnswer, load_contact, saved
from services.hotline.use_cases.matters.together import decide_together
from services.hotline.use_cases.petition_request import read_told
from services.hotline.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Change, Context

ASSIGN, ANSWER, CLOSE = "petition.assign", "petition.answer", "petition.close"
SETTLE_BOUNCES = "petition.settle-bounces"
NO_OFFICER = Words("Không có cán bộ này trong danh sách", "The list has no such officer")


def assign_petition(
    ports: Ports,
    caller: Caller,
    code: str,
    officer: str,
    context: Context,
    *,
    check: Check | None = None,
    answer: MakeAnswer | None = None,
) -> Petition:
    """In the hands of this officer (an account). Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict."""
    ports.access.grant(caller, ASSIGN)
    if officer not in ports.officers:
        raise InvalidRequest(FieldFault("/officer", NO_OFFICER))

    by_leader = bool(ports.access.scopes(caller.all_roles, SETTLE_BOUNCES))

    def rule(petition: Petition) -> Change:
        return saved(petition, petition.assigned(officer, context.at, context.actor, by_leader=by_leader))

    return decide_together(ports.work, code, rule, context, check=check, answer=answer)


def answer_petition(
    ports: Ports,
    caller: Caller,
    code: str,
    text: str,
    context: Context,
    *,
    check: Check | None = None,
    answer: MakeAnswer | None = None,
) -> Petition:
    """Answered in public words, by the officer who has it: told to all its petitioners at once where the rules ask for
    no approval, else waiting for it.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway.
    """
    ports.access.grant(caller, ANSWER)
    public = PublicAnswer(read_told(text, "/answer"), context.at.replace(microsecond=0), context.actor)

    def rule(petition: Petition) -> Change:
        if needs_approval(ports, petition, context):
            return proposing(petition, public.text, caller.id, context)
        done = petition.answered(public, caller.id)
        contact = load_contact(ports.work, done)
        return Change((done,), (facts.answered(done, contact),), asking(ports, done, contact))

    return decide_together(
        ports.work, code, rule, context, check=check, answer=answer, among=lambda all: one_answer(all, public.text)
    )


def close_petition(
    ports: Ports,
    caller: Caller,
    code: str,
    context: Context,
    *,
    check: Check | None = None,
    answer: MakeAnswer | None = None,
) -> Petition:
    """Closed after its answer. Raises Forbidden, NotFound, IllegalStep, Conflict, StoreAway."""
    ports.access.grant(caller, CLOSE)

    def rule(petition: Petition) -> Change:
        return saved(petition, petition.closed(context.at.replace(microsecond=0), context.actor))

    return decide_together(ports.work, code, rule, context, check=check, answer=answer)
