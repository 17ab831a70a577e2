"""An officer's and a leader's steps with a petition's clocks: a word, a pause, another limit, another unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from services.hotline.domain.clocks import steps
from services.hotline.domain.clocks.pause import PauseReason
from services.hotline.domain.errors import FieldFault, IllegalStep, InvalidRequest, Words
from services.hotline.domain.kinds import Topic
from services.hotline.domain.petition import Petition
from services.hotline.domain.rules import rules_in_force
from services.hotline.use_cases import facts
from services.hotline.use_cases.clocks.clock_ports import ClockPorts
from services.hotline.use_cases.deciding import Check, MakeAnswer, decide, load_contact
from services.hotline.use_cases.matters.together import decide_together
from services.hotline.use_cases.petition_request import UNKNOWN_CHOICE, read_told
from shared.security.caller import Caller
from shared.store.change import Change, Context, Fact

TELL, PAUSE, EXTEND = "petition.tell", "petition.pause", "petition.extend"
CHANGE_TOPIC, HAND_ON = "petition.change-topic", "petition.hand-on"
LONGEST_PAUSE = Words("Số ngày từ 1 đến mức dài nhất được phép", "A number of days from 1 to the longest allowed")
NO_UNIT = Words("Không có đơn vị này trong danh sách", "The list has no such unit")
Move = Callable[[Petition], Petition]
Telling = Callable[[Petition], tuple[Fact, ...]]


def tell_petitioner(
    clocks: ClockPorts, caller: Caller, code: str, text: str, context: Context, *,
    check: Check | None = None, answer: MakeAnswer | None = None,
) -> Petition:  # fmt: skip
    """How it goes on, in public words; told, so that whoever petitioned hears of it.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway.
    """
    clocks.ports.access.grant(caller, TELL)
    said, at = read_told(text, "/text"), context.at.replace(microsecond=0)

    def move(petition: Petition) -> Petition:
        _must_be_theirs(petition, caller)
        return steps.told(petition, said, at, context.actor)

    return step(clocks, code, move, context, check, answer, lambda one: (_updated(clocks, one, said, context),))


def pause_petition(
    clocks: ClockPorts, caller: Caller, code: str, reason: str, days: int, text: str, context: Context, *,
    check: Check | None = None, answer: MakeAnswer | None = None,
) -> Petition:  # fmt: skip
    """Its clocks stand still for up to ``days`` working days. ``text`` asks whoever petitioned, where they are waited
    for; else it says why, for the desk.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway.
    """
    clocks.ports.access.grant(caller, PAUSE)
    why = next((one for one in PauseReason if one.value == reason), None)
    if why is None:
        raise InvalidRequest(FieldFault("/reason", UNKNOWN_CHOICE))
    said, at, calendar = read_told(text, "/text"), context.at.replace(microsecond=0), clocks.ports.calendar()

    def move(petition: Petition) -> Petition:
        rules = clocks.rules_of(petition)
        _must_be_theirs(petition, caller)
        if not 1 <= days <= rules.pause_days:
            raise InvalidRequest(FieldFault("/days", LONGEST_PAUSE))
        return steps.paused(petition, why, days, said, at, context.actor, rules, calendar)

    def telling(petition: Petition) -> tuple[Fact, ...]:
        return (_updated(clocks, petition, said, context),) if why is PauseReason.PETITIONER else ()

    return step(clocks, code, move, context, check, answer, telling)


def resume_petition(
    clocks: ClockPorts, caller: Caller, code: str, context: Context, *,
    check: Check | None = None, answer: MakeAnswer | None = None,
) -> Petition:  # fmt: skip
    """Its clocks run on. Raises Forbidden, NotFound, IllegalStep, Conflict, StoreAway."""
    clocks.ports.access.grant(caller, PAUSE)
    at, calendar = context.at.replace(microsecond=0), clocks.ports.calendar()

    def move(petition: Petition) -> Petition:
        _must_be_theirs(petition, caller)
        return steps.resumed(petition, at, context.actor, calendar)

    return step(clocks, code, move, context, check, answer)


def extend_petition(
    clocks: ClockPorts, caller: Caller, code: str, why: str, context: Context, *,
    check: Check | None = None, answer: MakeAnswer | None = None,
) -> Petition:  # fmt: skip
    """The longer limit of an involved matter, by a leader; ``why`` is told to whoever petitioned.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway.
    """
    clocks.ports.access.grant(caller, EXTEND)
    said, at, calendar = read_told(why, "/why"), context.at.replace(microsecond=0), clocks.ports.calendar()

    def move(petition: Petition) -> Petition:
        return steps.extended(petition, said, at, context.actor, clocks.rules_of(petition), calendar)

    return step(clocks, code, move, context, check, answer, lambda one: (_updated(clocks, one, said, context),))


def change_topic(
    clocks: ClockPorts, caller: Caller, code: str, topic: str, context: Context, *,
    check: Check | None = None, answer: MakeAnswer | None = None,
) -> Petition:  # fmt: skip
    """About another topic, with its limit. Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict."""
    clocks.ports.access.grant(caller, CHANGE_TOPIC)
    found = next((one for one in Topic if one.value == topic), None)
    if found is None:
        raise InvalidRequest(FieldFault("/topic", UNKNOWN_CHOICE))
    at, calendar = context.at.replace(microsecond=0), clocks.ports.calendar()

    def move(petition: Petition) -> Petition:
        minutes = rules_in_force(clocks.ports.rules, petition.rules_of).answer_minutes(found)
        return steps.about_topic(petition, found, minutes, at, context.actor, calendar)

    return step(clocks, code, move, context, check, answer)


def hand_on_petition(
    clocks: ClockPorts, caller: Caller, code: str, unit: str, why: str, context: Context, *,
    check: Check | None = None, answer: MakeAnswer | None = None,
) -> Petition:  # fmt: skip
    """Out of the officer's hands, to another unit. Once it went to and fro too often, a leader decides.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway.
    """
    clocks.ports.access.grant(caller, HAND_ON)
    if clocks.roster.unit(unit) is None:
        raise InvalidRequest(FieldFault("/unit", NO_UNIT))
    said, at = read_told(why, "/why"), context.at.replace(microsecond=0)

    def move(petition: Petition) -> Petition:
        _must_be_theirs(petition, caller)
        here = clocks.roster.unit_of(petition)
        return steps.handed_on(petition, here, unit, said, at, context.actor, clocks.rules_of(petition))

    return step(clocks, code, move, context, check, answer)


def step(
    clocks: ClockPorts, code: str, move: Move, context: Context, check: Check | None = None,
    answer: MakeAnswer | None = None, telling: Telling = lambda _: (), *, together: bool = False,
) -> Petition:  # fmt: skip
    """The petition after one move, however many acts that is, with what is told of it; ``together`` with its matter."""

    def rule(petition: Petition) -> Change:
        moved = move(petition)
        if moved is petition:
            return Change()
        after = as_one(petition, moved)
        return Change(saved=(after,), facts=telling(after))

    deciding = decide_together if together else decide
    return deciding(clocks.ports.work, code, rule, context, check=check, answer=answer)


def as_one(before: Petition, after: Petition) -> Petition:
    """Several acts at once are one change."""
    return after if after is before else replace(after, version=before.version + 1)


def _updated(clocks: ClockPorts, petition: Petition, text: str, context: Context) -> Fact:
    reply_by = petition.pauses[-1].until if petition.is_paused else None
    at = context.at.replace(microsecond=0)
    return facts.updated(petition, load_contact(clocks.ports.work, petition), text, at, reply_by)


def _must_be_theirs(petition: Petition, caller: Caller) -> None:
    if petition.officer is not None and petition.officer != caller.id:
        raise IllegalStep(
            "another-officers", Words("Việc này đang giao cho cán bộ khác", "This is in another officer's hands")
        )
