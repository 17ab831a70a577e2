"""Papers on their way to an agency: asked for by message, sent by letter; and a result's file that was not taken."""

from __future__ import annotations

from services.routing.domain.case import Case
from services.routing.domain.papers import PaperReference
from services.routing.domain.task import WITH_AGENCY, NotAllowed, Task, TaskStatus
from services.routing.use_cases import paper_facts
from services.routing.use_cases.check_reply import check_reply
from services.routing.use_cases.paper_links import LinksOf
from services.routing.use_cases.ports import AddressOf, CheckSignature, UserOf
from shared.bus.reading import Never, NotYet, Received
from shared.store.change import NOTHING, Change, Key, Loaded


def request_papers(received: Received, loaded: Loaded, check_signature: CheckSignature, user_of: UserOf) -> Change:
    """agency.papers.requested.v1 → routing.papers.requested.v1: intake looks what there is, and answers.

    Raises Never where the reply is not the agency's own, or the task is not with it any more; NotYet where a reply
    before it is on its way.
    """
    case, task = check_reply(received, loaded, check_signature, user_of)
    if task.status not in WITH_AGENCY:
        raise Never(f"task {task.id} is {task.status.value}: its papers are not sent any more")
    changed = case.noted(task.id)
    data = received.data
    return Change(
        saved=(changed,),
        facts=(paper_facts.papers_requested(changed, task, data["papers"], inline=data["inline"]),),
    )


def needs_case(received: Received) -> tuple[Key, ...]:
    """The case of the task that intake speaks of."""
    return (Key(Case, received.data["dossier"]),)


def send_papers(received: Received, loaded: Loaded, address_of: AddressOf, links_of: LinksOf) -> Change:
    """intake.papers.sent.v1 → the letter with new links and what came within it; nothing to a task that has ended.

    Raises NotYet while the case is on its way, Never for a task that it does not have.
    """
    case, task = _task(received, loaded)
    if task.status not in WITH_AGENCY:
        return NOTHING
    data = received.data
    papers = [PaperReference(**one) for one in data["papers"]]
    contents = received.personal.get("contents") or {}
    letter = paper_facts.agency_papers_sent(
        case,
        task,
        papers,
        {str(id): str(content) for id, content in contents.items()},
        data["not_sent"],
        links_of(task, received.time),
        address_of(task.agency_key),
    )
    return Change(facts=(letter,))


def refuse_result(received: Received, loaded: Loaded, address_of: AddressOf, links_of: LinksOf) -> Change:
    """intake.result.refused.v1 → the letter that says why, and where another file is awaited.

    Raises NotYet while the case is on its way, Never for a task that it does not have.
    """
    case, task = _task(received, loaded)
    if task.status not in (*WITH_AGENCY, TaskStatus.DECIDED):
        return NOTHING  # nothing is awaited of an agency that has the task no more
    data = received.data
    letter = paper_facts.agency_result_refused(
        case, task, data["reason"], data["words"], links_of(task, received.time), address_of(task.agency_key)
    )
    return Change(facts=(letter,))


def _task(received: Received, loaded: Loaded) -> tuple[Case, Task]:
    case = loaded.get(Case, received.data["dossier"])
    if case is None:
        raise NotYet(f"case {received.data['dossier']} has not been opened yet")
    try:
        return case, case.task(received.data["task_id"])
    except NotAllowed as problem:
        raise Never(str(problem)) from problem
