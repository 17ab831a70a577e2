"""What a petition really is: feedback that is a complaint goes to the register, and what is none comes back from it.

Messages are feedback until somebody reads them, and people choose the wrong word. Nothing is closed by this: a petition
only changes its path, with who did it, when and why.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.hotline.domain.errors import FieldFault, IllegalStep, InvalidRequest, Words
from services.hotline.domain.kinds import Kind
from services.hotline.domain.legal.case import Entry, LegalCase, Step, new_case
from services.hotline.domain.petition import Petition
from services.hotline.domain.questions import Questions, questions_in_force
from services.hotline.domain.rules import rules_in_force
from services.hotline.use_cases import facts
from services.hotline.use_cases.deciding import Check, MakeAnswer, decide, load_contact
from services.hotline.use_cases.legal.keep_register import path_of
from services.hotline.use_cases.legal.legal_ports import LegalPorts
from services.hotline.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Change, Context, Key
from shared.working_time import due
from shared.working_time.calendar import local

ACTION = "petition.classify"
LONGEST_WHY = 500
SAY_WHY = Words("Ghi vì sao", "Say why")
GO_ON = Words("Trả lời tiếp các câu hỏi cho đến khi rõ là loại nào", "Answer on until the kind is found")


def classify(
    ports: Ports, legal: LegalPorts, questions: Sequence[Questions], caller: Caller, code: str, answers: str, why: str,
    context: Context, *, check: Check | None = None, answer: MakeAnswer | None = None,
) -> Petition:  # fmt: skip
    """The petition as what the answers to the guided questions tell that it is; itself where it was that before.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway.
    """
    ports.access.grant(caller, ACTION)
    kind, reason = _found(ports, questions, answers), why.strip()
    if not reason or len(reason) > LONGEST_WHY:
        raise InvalidRequest(FieldFault("/why", SAY_WHY))

    def rule(petition: Petition) -> Change:
        if petition.kind is kind:
            return Change()
        if kind.has_its_own_path:
            return _to_register(ports, petition, kind, answers, context)
        return _back(ports, legal, petition, kind, reason, context)

    return decide(ports.work, code, rule, context, check=check, answer=answer)


def _found(ports: Ports, questions: Sequence[Questions], answers: str) -> Kind:
    found = questions_in_force(questions, local(ports.clock()).date()).standing(answers).found
    if found is None or found.kind is None:
        raise InvalidRequest(FieldFault("/answers", GO_ON))
    return found.kind


def _to_register(ports: Ports, petition: Petition, kind: Kind, answers: str, context: Context) -> Change:
    """The limits of the law run from the day on which it was received, not from the day on which it was understood."""
    at = context.at.replace(microsecond=0)
    if petition.kind.has_its_own_path:
        raise IllegalStep(
            "another-legal-path",
            Words(
                "Đã vào sổ là loại kia. Trả về phản ánh trước, rồi chuyển lại",
                "It is in the register as the other one. Take it back to feedback first",
            ),
        )
    known = ports.work.load(Key(LegalCase, petition.id)).get(LegalCase, petition.id)
    if known is not None:
        case = known.again(kind, Entry(Step.RECEIVED, at, context.actor), answers)
    else:
        case = new_case(petition.id, kind, petition.received_at, context.actor, answers=answers, guided=False)
    return Change(saved=(petition.handed_over(kind, at, context.actor), case))


def _back(ports: Ports, legal: LegalPorts, petition: Petition, kind: Kind, why: str, context: Context) -> Change:
    """Its date is reckoned anew from now; whoever hears of petitions hears of it for the first time."""
    at = context.at.replace(microsecond=0)
    if petition.kind.has_its_own_path:
        rules = rules_in_force(ports.rules, local(at).date())
        due_at, _ = due(ports.calendar(), at, rules.answer_minutes(petition.topic))
        after = petition.taken_as(kind, at, context.actor, due_at, rules.effective_from)
        case = ports.work.load(Key(LegalCase, petition.id)).get(LegalCase, petition.id)
        closed = (case.stepped(Entry(Step.BACK, at, context.actor, why), path_of(legal, case)),) if case else ()
        return Change(saved=(after, *closed), facts=(facts.received(after, load_contact(ports.work, after)),))
    return Change(saved=(petition.renamed(kind, at, context.actor),))
