"""What brings a petition to its end, and its whole matter with it: given to an officer, answered once, closed."""

from __future__ import annotations

from services.hotline.domain.errors import FieldFault, InvalidRequest, Words
from services.hotline.domain.matters.matter import one_answer
from services.hotline.domain.petition import Petition, PublicAnswer
from services.hotline.use_cases import facts
from services.hotline.use_cases.deciding import Check, MakeAnswer, load_contact, saved
from services.hotline.use_cases.matters.together import decide_together
from services.hotline.use_cases.petition_request import read_told
from services.hotline.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Change, Context

ASSIGN, ANSWER, CLOSE = "petition.assign", "petition.answer", "petition.close"
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

    def rule(petition: Petition) -> Change:
        return saved(petition, petition.assigned(officer, context.at, context.actor))

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
    """Answered in public words, by the officer who has it; told, so that all its petitioners hear of it.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway.
    """
    ports.access.grant(caller, ANSWER)
    public = PublicAnswer(read_told(text, "/answer"), context.at.replace(microsecond=0), context.actor)

    def rule(petition: Petition) -> Change:
        done = petition.answered(public, caller.id)
        return Change(saved=(done,), facts=(facts.answered(done, load_contact(ports.work, done)),))

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
