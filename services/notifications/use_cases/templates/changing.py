"""A template's versions: proposed by one person, approved by another; older words come back as a new version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.notifications.domain.errors import FieldFault, InvalidRequest, Words
from services.notifications.domain.template import Place, Template
from services.notifications.domain.words.faults import faults_of
from services.notifications.domain.words.line import TemplateLine
from services.notifications.use_cases.templates.desk import APPROVE, WRITE, WordsDesk, load_line
from shared.security.caller import Caller
from shared.store.change import AlreadyExists, Answer, Change, Conflict, Context

TRIES = 5
LONGEST_REASON = 500
NEEDED = Words("Ghi lý do", "Say why")
TOO_LONG = Words(f"Không quá {LONGEST_REASON} ký tự", f"At most {LONGEST_REASON} characters")


# The HTTP answer that a repeated request gets again; None where there is none to keep.
Answering = Callable[[TemplateLine], Answer | None]


def nothing_answered(_: TemplateLine) -> None:
    """For callers without a key of their own."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Words as somebody wrote them; ``based_on`` is the number in force that they saw, None where they do not say."""

    place: Place
    text: str
    subject: str = ""
    accented: bool = True
    why: str = ""
    based_on: int | None = None

    def template(self, number: int = 0) -> Template:
        """As a template that may be wrong."""
        text = "\n".join(line.rstrip() for line in self.text.replace("\r\n", "\n").strip().split("\n"))
        place = self.place
        return Template(
            place.event, place.channel, place.language, number, text, self.subject.strip(), self.accented, place.form
        )


def propose(
    desk: WordsDesk, caller: Caller, draft: Draft, context: Context, answer: Answering = nothing_answered
) -> TemplateLine:
    """The line with a version that waits. Raises Forbidden, InvalidRequest, IllegalStep, Conflict, StoreAway."""
    desk.access.grant(caller, WRITE).require()
    words = draft.template()
    faults = [*faults_of(words), *_reason_faults("/why", draft.why)]
    if faults:
        raise InvalidRequest(*faults)

    def step(line: TemplateLine) -> TemplateLine:
        if draft.based_on is not None and draft.based_on != line.in_force:
            raise Conflict(f"{line.id}: version {line.in_force} is in force, not {draft.based_on}")
        return line.propose(words, context.actor, draft.why.strip(), context.at)

    return _change(desk, draft.place, step, context, answer)


def approve(
    desk: WordsDesk, caller: Caller, place: Place, number: int, note: str, context: Context,
    answer: Answering = nothing_answered,
) -> TemplateLine:  # fmt: skip
    """The line with this version in force; it is checked once more, for events may give less than they did.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep for its author, Conflict, StoreAway.
    """
    desk.access.grant(caller, APPROVE).require()
    _check(_reason_faults("/note", note, needed=False))

    def step(line: TemplateLine) -> TemplateLine:
        approved = line.approve(number, context.actor, context.at, note.strip())
        _check(faults_of(line.as_template(line.numbered(number))))
        return approved

    return _change(desk, place, step, context, answer)


def send_back(
    desk: WordsDesk, caller: Caller, place: Place, number: int, note: str, context: Context,
    answer: Answering = nothing_answered,
) -> TemplateLine:  # fmt: skip
    """The line without it. Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway."""
    desk.access.grant(caller, APPROVE).require()
    _check(_reason_faults("/note", note))
    return _change(
        desk, place, lambda line: line.send_back(number, context.actor, context.at, note.strip()), context, answer
    )


def take_back(
    desk: WordsDesk, caller: Caller, place: Place, number: int, context: Context, answer: Answering = nothing_answered
) -> TemplateLine:
    """Its author thought better of it. Raises Forbidden, NotFound, IllegalStep, Conflict, StoreAway."""
    desk.access.grant(caller, WRITE).require()
    return _change(desk, place, lambda line: line.take_back(number, context.actor, context.at), context, answer)


def return_to(
    desk: WordsDesk, caller: Caller, place: Place, number: int, why: str, context: Context,
    answer: Answering = nothing_answered,
) -> TemplateLine:  # fmt: skip
    """An older version's words wait as a new version. Raises Forbidden, NotFound, InvalidRequest, IllegalStep,
    Conflict, StoreAway."""
    desk.access.grant(caller, WRITE).require()
    _check(_reason_faults("/why", why))

    def step(line: TemplateLine) -> TemplateLine:
        _check(faults_of(line.as_template(line.numbered(number))))
        return line.return_to(number, context.actor, why.strip(), context.at)

    return _change(desk, place, step, context, answer)


def _change(
    desk: WordsDesk, place: Place, step: Callable[[TemplateLine], TemplateLine], context: Context, answer: Answering
) -> TemplateLine:
    """Tried again where somebody else changed the line meanwhile; what stands against the step then is told then."""
    for attempt in range(1, TRIES + 1):
        line, brought = _line(desk, place, context)
        changed = step(line)
        try:
            desk.work.commit(Change(saved=(*brought, changed), answer=answer(changed)), context)
        except (Conflict, AlreadyExists):
            if attempt == TRIES:
                raise
            continue
        return changed
    raise AssertionError("unreachable")


def _line(desk: WordsDesk, place: Place, context: Context) -> tuple[TemplateLine, tuple[TemplateLine, ...]]:
    """The line, and what of it is to be stored first: one that ``init`` has not brought begins with the delivery."""
    line = load_line(desk, place)
    seed = desk.seeds.at(place)
    if line.version or seed is None:
        return line, ()
    begun = line.deliver(seed, "", context.at) or line
    return begun, (begun,)


def _reason_faults(pointer: str, text: str, *, needed: bool = True) -> tuple[FieldFault, ...]:
    if needed and not text.strip():
        return (FieldFault(pointer, NEEDED),)
    return (FieldFault(pointer, TOO_LONG),) if len(text) > LONGEST_REASON else ()


def _check(faults: tuple[FieldFault, ...]) -> None:
    if faults:
        raise InvalidRequest(*faults)
