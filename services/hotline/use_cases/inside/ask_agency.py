"""Asks an agency that works on the petition's dossier, through routing; keeps what comes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.hotline.domain.errors import FieldFault, IllegalStep, InvalidRequest, Words
from services.hotline.domain.inside.agency_task import LONGEST_HOURS, LONGEST_QUESTION, SHORTEST_QUESTION, AgencyTask
from services.hotline.domain.known_dossier import KnownDossier
from services.hotline.use_cases.deciding import load_petition
from services.hotline.use_cases.inside.inside_ports import AgencyTasks
from services.hotline.use_cases.inside.say_where import dossier_of
from services.hotline.use_cases.petition_request import read_told
from services.hotline.use_cases.ports import Ports
from shared.bus.reading import NotYet, Received
from shared.security.caller import Caller
from shared.store.change import NOTHING, Answer, Change, Context, Fact, Key, Loaded

ASK, READ = "agency-task.ask", "agency-task.read"
ASKED = "hotline.task.asked.v1"
MOST_SHOWN = 50
GIVEN = "given"
NO_AGENCY = Words("Chọn một đơn vị đã nhận hồ sơ này", "Choose an agency that was given this dossier")
TOO_LONG = Words("Câu hỏi dài quá 4.000 chữ", "The question is longer than 4,000 characters")
BAD_HOURS = Words("Từ trên 0 đến 40 giờ làm việc", "More than 0, at most 40 working hours")


def agencies_of(dossier: KnownDossier | None) -> dict[str, str]:
    """Code → name of the agencies that were given the dossier."""
    return {one.agency: one.agency_name for one in dossier.steps} if dossier else {}


def ask_agency(
    ports: Ports,
    caller: Caller,
    code: str,
    agency: str,
    question: str,
    hours: float | None,
    context: Context,
    *,
    answer: Callable[[AgencyTask], Answer | None] | None = None,
) -> AgencyTask:
    """The question goes out with the dossier's code, without the petition's. Raises Forbidden, NotFound, IllegalStep,
    InvalidRequest, StoreAway."""
    ports.access.grant(caller, ASK)
    petition = load_petition(ports.work, code)
    if petition.dossier is None:
        raise IllegalStep("not-linked", Words("Gắn hồ sơ trước rồi mới hỏi đơn vị", "Link the dossier first, then ask"))
    known = agencies_of(dossier_of(ports, petition))
    if agency not in known:
        raise InvalidRequest(FieldFault("/agency", NO_AGENCY))
    told = read_told(question, "/question", shortest=SHORTEST_QUESTION)
    if len(told) > LONGEST_QUESTION:
        raise InvalidRequest(FieldFault("/question", TOO_LONG))
    if hours is not None and not 0 < hours <= LONGEST_HOURS:
        raise InvalidRequest(FieldFault("/hours", BAD_HOURS))
    task = AgencyTask(
        ports.new_id(), 1, petition.id, petition.dossier, agency, known[agency], told, context.at, caller.actor, hours
    )
    ports.work.commit(Change((task,), (asked(task),), answer=answer(task) if answer else None), context)
    return task


def read_tasks(ports: Ports, tasks: AgencyTasks, caller: Caller, code: str) -> Sequence[AgencyTask]:
    """All of one petition, the latest first. Raises Forbidden, NotFound, StoreAway."""
    ports.access.grant(caller, READ)
    return tasks.of(load_petition(ports.work, code).id, MOST_SHOWN)


def asked(task: AgencyTask) -> Fact:
    """What routing is told; who petitioned, and what, is none of it."""
    data = {"dossier": task.dossier, "agency": task.agency, "question": task.question, "hours": task.hours}
    return Fact(ASKED, task.id, task.version, data)


def needs(received: Received) -> tuple[Key, ...]:
    """What was asked."""
    return (Key(AgencyTask, received.subject),)


def hear_answer(received: Received, loaded: Loaded) -> Change:
    """routing.question.answered.v1: the latest stands. Raises NotYet where the question is not known (a store that was
    set back)."""
    task, data = loaded.get(AgencyTask, received.subject), received.data
    if task is None:
        raise NotYet(f"question {received.subject} is not known")
    given = data["outcome"] == GIVEN
    changed = task.hearing(received.sequence, given, data["answer"], data["reason"], data["answered_at"])
    return NOTHING if changed is task else Change(saved=(changed,))
