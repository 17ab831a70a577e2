"""What the hotline asks an agency about a dossier, for a petition: a task beside the route.

It is an opinion (``domain.asking``) that nobody on the route waits for; the agency asked may be the very one that has
the dossier. Who petitioned, and what, never comes here: only the question, in the petition officer's words.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from services.routing.domain.agency import Agency, agency_key
from services.routing.domain.case import Case
from services.routing.domain.opinion import HOTLINE, OpinionRuleVersions
from services.routing.domain.task import ENDED, IN_HAND, TAKEN_BACK, NotAllowed, Task, TaskStatus, TooEarly
from services.routing.use_cases.ask_opinion import asked, question_of
from services.routing.use_cases.clocks import clocks_of
from services.routing.use_cases.keep_calendar import CALENDARS
from services.routing.use_cases.ports import WorkingTime
from shared.bus.reading import NotYet, Received
from shared.store.change import Change, Fact, Key, Loaded

ANSWERED = "routing.question.answered.v1"
GIVEN, NOT_GIVEN = "given", "not_given"
NOBODY_HAS_IT = "Không còn đơn vị nào đang giải quyết hồ sơ"
NOT_NEEDED = "Việc giải quyết hồ sơ đã xong hoặc đã chuyển, câu hỏi được rút lại"


def needs(received: Received) -> tuple[Key, ...]:
    """The case, the agency that is asked, and the calendars."""
    data = received.data
    return Key(Case, data["dossier"]), Key(Agency, agency_key(data["agency"])), CALENDARS


def record_question(received: Received, loaded: Loaded, time: WorkingTime, rules: OpinionRuleVersions) -> Change:
    """hotline.task.asked.v1 → a task of the agency that is asked; where nobody has the dossier in hand, or it cannot be
    asked, the hotline is told so at once. Raises NotYet while a calendar is on its way."""
    data, case = received.data, loaded.get(Case, received.data["dossier"])
    agency = loaded.get(Agency, agency_key(data["agency"]))
    if case is None:
        return _refusal(received, 1, agency, NOBODY_HAS_IT)
    by = f"{HOTLINE}{received.subject}"
    if any(one.opinion and one.opinion.asked_by == by for one in case.tasks):
        return Change()
    holder = holder_of(case)
    if holder is None:
        return _refusal(received, case.version, agency, NOBODY_HAS_IT)
    try:
        question = question_of(agency, data["question"], data["hours"], received.time, rules)
        question = replace(question, of_holder=True)
        return asked(case, holder.id, received.time, question, by, clocks_of(loaded, time))
    except TooEarly as problem:
        raise NotYet(str(problem)) from problem
    except NotAllowed as problem:
        return _refusal(received, case.version, agency, str(problem))


def holder_of(case: Case) -> Task | None:
    """The newest task of the route that an agency has; None where there is none any more."""
    having = {TaskStatus.DISPATCHED, TaskStatus.PAUSED, *IN_HAND}
    found = [one for one in case.tasks if one.opinion is None and one.status in having]
    return max(found, key=lambda one: (one.status is not TaskStatus.DISPATCHED, one.number), default=None)


def is_hotlines(task: Task) -> bool:
    """Whether the hotline asked it."""
    return task.opinion is not None and task.opinion.of_hotline


def answered(case: Case, task: Task) -> Fact:
    """What the agency said, or why it says nothing. Raises ValueError for a task that is no answered question."""
    if task.opinion is None or (task.decision is None and task.refusal is None):
        raise ValueError(f"task {task.id} is no answered question")
    if task.decision is not None and task.decided_at is not None:
        return _told(case, task, GIVEN, task.decision.note, "", task.decided_at)
    if task.refusal is None:
        raise ValueError(f"task {task.id} was decided at no time")
    return _told(case, task, NOT_GIVEN, "", task.refusal.reason, task.refusal.refused_at)


def taken_back(before: Case, after: Case) -> tuple[Fact, ...]:
    """One for each question of the hotline's that nobody will answer any more because of this change."""
    open_ones = [one.id for one in before.tasks if is_hotlines(one) and one.status not in ENDED]
    gone = [after.task(id) for id in open_ones if after.task(id).status in TAKEN_BACK]
    return tuple(
        _told(after, one, NOT_GIVEN, "", NOT_NEEDED, one.recalled_at)
        for one in gone
        if one.recalled_at is not None and one.handed_over is None
    )


def _told(case: Case, task: Task, outcome: str, answer: str, reason: str, at: datetime) -> Fact:
    asked_by = task.opinion.asked_by if task.opinion else ""
    subject = asked_by.removeprefix(HOTLINE)
    return _fact(subject, case.version, case.id, (task.agency, task.agency_name), outcome, (answer, reason), at)


def _refusal(received: Received, sequence: int, agency: Agency | None, reason: str) -> Change:
    data = received.data
    place = (data["agency"], agency.name if agency else data["agency"])
    told = ("", reason)
    fact = _fact(received.subject, sequence, data["dossier"], place, NOT_GIVEN, told, received.time)
    return Change(facts=(fact,))


def _fact(
    subject: str, sequence: int, dossier: str, place: tuple[str, str], outcome: str, told: tuple[str, str], at: datetime
) -> Fact:
    data = {
        "task": subject, "dossier": dossier, "agency": place[0], "agency_name": place[1], "outcome": outcome,
        "answer": told[0], "reason": told[1], "answered_at": at.isoformat(),
    }  # fmt: skip
    return Fact(ANSWERED, subject, sequence, data)
