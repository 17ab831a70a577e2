"""An agency asks another one for its opinion, by reply or over HTTP; a late one is told to the asker."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from services.routing.domain.agency import Agency, agency_key
from services.routing.domain.asking import Question
from services.routing.domain.case import Case
from services.routing.domain.clocks import Clocks
from services.routing.domain.handing_over import NewPlace
from services.routing.domain.opinion import OpinionRuleVersions
from services.routing.domain.task import NotAllowed, TooEarly
from services.routing.use_cases import side_facts
from services.routing.use_cases.check_reply import check_reply, needs_clocks
from services.routing.use_cases.clocks import clocks_of
from services.routing.use_cases.ports import AddressOf, CheckSignature, Clock, UserOf, WorkingTime
from shared.bus.reading import Never, NotYet, Received
from shared.store.change import NOTHING, Change, Conflict, Context, Key, Loaded, Work
from shared.working_time.calendar import local

AT_ONCE = 50


def needs(received: Received) -> tuple[Key, ...]:
    """What every reply needs, the calendars, and the agency that is asked."""
    return *needs_clocks(received), Key(Agency, agency_key(received.data["agency"]))


def question_of(
    agency: Agency | None, text: str, hours: float | None, at: datetime, rules: OpinionRuleVersions
) -> Question:
    """What is asked, within the bounds that hold on this day. Raises NotAllowed for an agency that there is not, or
    that takes no tasks, and for a limit beyond the longest."""
    if agency is None or not agency.active:
        raise NotAllowed("the agency that is asked is unknown, or takes no tasks")
    held = rules.on(local(at).date())
    if hours is not None and not 0 < hours <= held.most_hours:
        raise NotAllowed(f"hours must be more than 0 and at most {held.most_hours:g}")
    place = NewPlace(agency.code, agency.name, agency.calendar)
    return Question(place, text, held.hours if hours is None else hours, held.most_open)


def asked(
    case: Case, task_id: str, at: datetime, question: Question, by: str, clocks: Clocks, *, by_reply: bool = False
) -> Change:
    """The case with the task of the agency that is asked; nothing where the same was asked. Raises TooEarly,
    NotAllowed."""
    changed = case.opinion_asked(task_id, at, question, by, clocks, by_reply=by_reply)
    return NOTHING if changed is case else Change(saved=(changed,))


def record_opinion_request(
    received: Received,
    loaded: Loaded,
    check_signature: CheckSignature,
    user_of: UserOf,
    time: WorkingTime,
    rules: OpinionRuleVersions,
) -> Change:
    """agency.opinion.requested.v1 → a task of the agency that is asked, with its own date; the asker's clock runs on.

    Raises NotYet while the acknowledgement or a calendar is on its way; Never where the reply is not the agency's own,
    its task is not in its hands, or the agency that is asked cannot be.
    """
    case, task = check_reply(received, loaded, check_signature, user_of)
    data = received.data
    agency, by = loaded.get(Agency, agency_key(data["agency"])), f"agency:{task.agency_key}"
    try:
        question = question_of(agency, data["question"], data["hours"], received.time, rules)
        return asked(case, task.id, received.time, question, by, clocks_of(loaded, time), by_reply=True)
    except TooEarly as problem:
        raise NotYet(str(problem)) from problem
    except NotAllowed as problem:
        raise Never(str(problem)) from problem


class LateOpinions(Protocol):
    """The cases in which an opinion is late and its asker does not know it yet."""

    def late(self, now: datetime, limit: int) -> list[str]:
        """Dossier codes, the latest first. Raises StoreAway."""
        ...


def tell_late_opinions(work: Work, late: LateOpinions, address_of: AddressOf, clock: Clock) -> int:
    """One letter for each late opinion, once with any number of workers; how many cases were looked after. Raises
    StoreAway."""
    done = 0
    for code in late.late(clock(), AT_ONCE):
        done += _tell(work, code, address_of, clock())
    return done


def _tell(work: Work, code: str, address_of: AddressOf, now: datetime) -> int:
    case = work.load(Key(Case, code)).get(Case, code)
    if case is None:
        return 0
    for task in case.tasks:
        changed = case.opinion_late(task.id, now)
        if changed is case or task.opinion is None:
            continue
        asker = changed.task(task.opinion.for_task)
        letter = side_facts.opinion_late(changed, changed.task(task.id), address_of(asker.agency_key))
        told = () if task.opinion.of_hotline else (letter,)  # on its list it is late anyway
        context = Context("service:routing", now, case.correlation_id, case.caused_by, case.traceparent)
        try:
            work.commit(Change(saved=(changed,), facts=told), context)
        except Conflict:
            return 0
        return 1  # one a commit: the next round finds what else is late
    return 0
