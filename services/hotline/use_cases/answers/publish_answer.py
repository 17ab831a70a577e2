"""An answer for everybody: covered by the system, written over by an officer, confirmed by a second person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from services.hotline.domain.answers.personal_data import Finding, Sort, covered, find_personal
from services.hotline.domain.answers.publication import Deed, Publication, State
from services.hotline.domain.errors import FieldFault, IllegalStep, InvalidRequest, NotFound, Words
from services.hotline.domain.kinds import Topic
from services.hotline.domain.known_dossier import KnownDossier
from services.hotline.domain.petition import Petition
from services.hotline.domain.petition_code import InvalidCode, PetitionCode
from services.hotline.use_cases.answers.answer_ports import Place, Publications
from services.hotline.use_cases.deciding import TRIES, load_contact, load_petition
from services.hotline.use_cases.petition_request import read_told
from services.hotline.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Conflict, Context, Key

PREPARE, PUBLISH, VIEW = "answer.prepare", "answer.publish", "petition.view"
NOT_ANSWERED = Words("Chưa có câu trả lời để công khai", "There is no answer to publish")
UNKNOWN = Words("Chưa thấy câu trả lời công khai này", "No such published answer")
SHORTEST_REASON = 5
Check = Callable[[Publication], None]
MakeAnswer = Callable[[Publication], Answer | None]
Step = Callable[[Publication], Publication]


@dataclass(frozen=True, slots=True)
class Draft:
    """What the system proposes: both texts with what it found covered, and what it found in the words as they were."""

    question: str
    text: str
    found: Mapping[Sort, int]


def draft_of(ports: Ports, caller: Caller, code: str) -> Draft:
    """For whoever prepares it to write over. Raises Forbidden, NotFound, IllegalStep, StoreAway."""
    ports.access.grant(caller, PREPARE)
    petition = _answered(ports, code)
    names = names_of(ports, petition)
    answer = petition.answer.text if petition.answer else ""
    asked, told = find_personal(petition.text, names), find_personal(answer, names)
    return Draft(covered(petition.text, asked), covered(answer, told), _counted(asked, told))


def prepare_publication(
    ports: Ports,
    caller: Caller,
    code: str,
    told: Mapping[str, str | bool],
    context: Context,
    *,
    check: Check | None = None,
    answer: MakeAnswer | None = None,
) -> Publication:
    """Written by an officer (``question``, ``text``) and waiting for a second person.

    What still looks like somebody's name or number is refused by name, unless whoever prepares it is ``sure`` that it
    is none. Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway.
    """
    ports.access.grant(caller, PREPARE)
    petition = _answered(ports, code)
    names = names_of(ports, petition)
    question = read_told(told.get("question"), "/question")
    text = read_told(told.get("text"), "/text")
    asked, said = find_personal(question, names), find_personal(text, names)
    if not told.get("sure"):
        _must_be_covered(("/question", question, asked), ("/text", text, said))
    at = context.at.replace(microsecond=0)
    before = find_personal(petition.text, names), find_personal(petition.answer.text if petition.answer else "", names)
    new = Publication(
        id=petition.code, version=1, kind=petition.kind, topic=petition.topic, question=question, text=text,
        answered_at=petition.answer.at if petition.answer else at, state=State.WAITING, prepared_by=context.actor,
        prepared_at=at, masked=_counted(*before), left=_counted(asked, said),
        history=(Deed(State.WAITING, at, context.actor),),
    )  # fmt: skip
    return _save(
        ports, petition.code, lambda known: known.prepared_again(new) if known else new, context, check, answer
    )


def publish(
    ports: Ports, caller: Caller, code: str, context: Context, *,
    check: Check | None = None, answer: MakeAnswer | None = None,
) -> Publication:  # fmt: skip
    """For everybody to read, confirmed by somebody else than who prepared it.

    Raises Forbidden, NotFound, IllegalStep, Conflict, StoreAway.
    """
    ports.access.grant(caller, PUBLISH)
    at = context.at.replace(microsecond=0)
    return _step(ports, code, lambda one: one.published(at, context.actor), context, check, answer)


def send_back(
    ports: Ports, caller: Caller, code: str, reason: str, context: Context, *,
    check: Check | None = None, answer: MakeAnswer | None = None,
) -> Publication:  # fmt: skip
    """To be covered better, for this reason. Raises as ``publish``, and InvalidRequest."""
    ports.access.grant(caller, PUBLISH)
    why, at = read_told(reason, "/reason", shortest=SHORTEST_REASON), context.at.replace(microsecond=0)
    return _step(ports, code, lambda one: one.sent_back(why, at, context.actor), context, check, answer)


def take_down(
    ports: Ports, caller: Caller, code: str, reason: str, context: Context, *,
    check: Check | None = None, answer: MakeAnswer | None = None,
) -> Publication:  # fmt: skip
    """Nobody reads it any more; whoever may prepare or publish may do so at once. Raises as ``send_back``."""
    if not ports.access.scopes(caller.all_roles, PREPARE):
        ports.access.grant(caller, PUBLISH)
    why, at = read_told(reason, "/reason", shortest=SHORTEST_REASON), context.at.replace(microsecond=0)
    return _step(ports, code, lambda one: one.taken_down(why, at, context.actor), context, check, answer)


def publication_of(ports: Ports, caller: Caller, code: str) -> Publication | None:
    """As staff see it, in any state. Raises Forbidden, NotFound (no such petition), StoreAway."""
    ports.access.grant(caller, VIEW)
    id = load_petition(ports.work, code).code
    return ports.work.load(Key(Publication, id)).get(Publication, id)


def published_answer(ports: Ports, code: str) -> Publication:
    """As everybody sees it. Raises NotFound for what is not published, StoreAway."""
    try:
        id = str(PetitionCode.read(code))
    except InvalidCode:
        raise NotFound("unknown-answer", UNKNOWN) from None
    found = ports.work.load(Key(Publication, id)).get(Publication, id)
    if found is None or not found.is_public:
        raise NotFound("unknown-answer", UNKNOWN)
    return found


def published_answers(
    publications: Publications, topic: Topic | None, after: Place | None, limit: int
) -> Sequence[Publication]:
    """For everybody, the latest first. Raises StoreAway."""
    return publications.shown(topic, after, limit)


def publications_to_review(ports: Ports, publications: Publications, caller: Caller) -> Sequence[Publication]:
    """Those that wait for a second person. Raises Forbidden, StoreAway."""
    ports.access.grant(caller, VIEW)
    return publications.to_review(50)


def names_of(ports: Ports, petition: Petition) -> tuple[str, ...]:
    """The people of whom the matter is: who petitioned, whose dossier it is. Shown to nobody. Raises StoreAway."""
    names = [load_contact(ports.work, petition).name]
    if petition.dossier:
        known = ports.work.load(Key(KnownDossier, petition.dossier)).get(KnownDossier, petition.dossier)
        names.append(known.name if known else None)
    return tuple(one for one in names if one)


def _answered(ports: Ports, code: str) -> Petition:
    petition = load_petition(ports.work, code)
    if petition.answer is None or petition.kind.has_its_own_path:
        raise IllegalStep("not-answered", NOT_ANSWERED)
    return petition


def _must_be_covered(*parts: tuple[str, str, Sequence[Finding]]) -> None:
    faults = []
    for pointer, text, found in parts:
        if found:
            shown = ", ".join(f"“{text[one.start : one.end]}” ({one.sort.words.vi})" for one in found[:5])
            told = ", ".join(f"“{text[one.start : one.end]}” ({one.sort.words.en})" for one in found[:5])
            faults.append(FieldFault(pointer, Words(f"Còn lộ: {shown}", f"Still to be seen: {told}")))
    if faults:
        raise InvalidRequest(*faults)


def _counted(*found: Sequence[Finding]) -> Mapping[Sort, int]:
    return Counter(one.sort for some in found for one in some)


def _step(
    ports: Ports, code: str, step: Step, context: Context, check: Check | None, answer: MakeAnswer | None
) -> Publication:
    def decide(known: Publication | None) -> Publication:
        if known is None:
            raise NotFound("unknown-answer", UNKNOWN)
        return step(known)

    return _save(ports, load_petition(ports.work, code).code, decide, context, check, answer)


def _save(
    ports: Ports, id: str, decide: Callable[[Publication | None], Publication], context: Context,
    check: Check | None, answer: MakeAnswer | None,
) -> Publication:  # fmt: skip
    for attempt in range(1, TRIES + 1):
        known = ports.work.load(Key(Publication, id)).get(Publication, id)
        if check and known:
            check(known)
        after = decide(known)
        try:
            ports.work.commit(Change((after,), answer=answer(after) if answer else None), context)
        except Conflict:
            if attempt == TRIES:
                raise
            continue
        return after
    raise AssertionError("unreachable")
