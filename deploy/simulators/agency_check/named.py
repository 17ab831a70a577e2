"""The named dossiers: what the centre does with each, and what a program has to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from deploy.simulators.agency_check import broken
from deploy.simulators.agency_check.contract import (
    ACKNOWLEDGED,
    ASSIGNED,
    DECIDED,
    DUE_CHANGED,
    PAPERS_WANTED,
    RECALLED,
    RESUMED,
    letters,
)
from deploy.simulators.agency_check.dossier import Dossier, NotShown
from deploy.simulators.agency_check.line import letter
from deploy.simulators.agency_check.paper_server import served_paper

MANY = 20
FORWARD = {"id": "appraisal", "name": "Thẩm định hồ sơ", "decides": False, "advises": False, "returns_to": []}
OPINION = FORWARD | {"id": "opinion", "name": "Cho ý kiến", "advises": True}
PAPERLESS = "2.000099"  # the procedure of dossiers that come without papers, for programs that go by it
LATER = "2027-03-01T10:00:00+07:00"


@dataclass(frozen=True, slots=True)
class Named:
    """``about`` says what the centre does, ``duty`` what the program has to do."""

    name: str
    about: str
    duty: str
    play: Callable[[Dossier], None]


def plain(one: Dossier) -> None:
    one.assign()
    one.wait_for(DECIDED)


def forwarded(one: Dossier) -> None:
    one.assign(step=FORWARD)
    if one.wait_for(DECIDED).data.get("decision") == "returned":
        one.noted.append("sent back, where the letter names no step to send it back to")


def opinion(one: Dossier) -> None:
    one.assign(step=OPINION)
    said = one.wait_for(DECIDED).data
    if said.get("decision") != "done" or not str(said.get("note", "")).strip():
        one.noted.append("an opinion is answered with done and with the opinion as note")


def papers(one: Dossier) -> None:
    if not one.stage.program.ours:
        raise NotShown("the program was not started here, so it may not reach a link on this machine")
    with served_paper() as paper:
        one.assign(papers=[paper.in_letter()])
        one.wait_for(DECIDED)
        if not paper.fetched:
            raise NotShown("the program decided without fetching the dossier's paper")


def second_key(one: Dossier) -> None:
    one.wants(ACKNOWLEDGED, DECIDED)
    one.send(letter(one.event(ASSIGNED), one.stage.place.keys[1]))
    one.wait_for(DECIDED)


def duplicate_task(one: Dossier) -> None:
    one.send(one.assign())
    one.wait_for(DECIDED)
    one.probe()


def task_again(one: Dossier) -> None:
    one.assign()
    one.wait_for(DECIDED)
    one.assign()
    one.probe()


def redelivery(one: Dossier) -> None:
    for nth in range(1, MANY + 1):
        one.assign(nth)
    one.wait_for(ACKNOWLEDGED)
    one.stage.place.shut_out()
    one.stage.place.let_in()
    for nth in range(1, MANY + 1):
        one.wait_for(DECIDED, nth)


def killed(one: Dossier) -> None:
    if not one.stage.program.ours:
        raise NotShown("the program was not started here, so it cannot be killed")
    for nth in range(1, MANY + 1):
        one.assign(nth)
    one.wait_for(ACKNOWLEDGED)
    one.stage.program.kill()
    one.stage.program.start()
    for nth in range(1, MANY + 1):
        one.wait_for(DECIDED, nth)


def late_recall(one: Dossier) -> None:
    one.assign()
    one.wait_for(DECIDED)
    one.tell(RECALLED)
    one.probe()


def recall_first(one: Dossier) -> None:
    one.wants(may=(ACKNOWLEDGED,))
    one.tell(RECALLED)
    one.tell(ASSIGNED)
    one.probe()


def recall_while_waiting(one: Dossier) -> None:
    _without_papers(one)
    one.tell(RECALLED)
    one.probe()


def supplement(one: Dossier) -> None:
    _without_papers(one)
    one.probe()
    if one.answers(one.code(), DECIDED):
        one.noted.append("it decided before the papers came that it had asked for")
    one.wants(ACKNOWLEDGED, PAPERS_WANTED, DECIDED)
    one.tell(RESUMED)
    one.wait_for(DECIDED)


def supplement_twice(one: Dossier) -> None:
    _without_papers(one)
    one.wants(ACKNOWLEDGED, PAPERS_WANTED, DECIDED)
    one.send(one.tell(RESUMED))
    one.wait_for(DECIDED)
    one.tell(RESUMED)
    one.probe()


def forgotten(one: Dossier) -> None:
    one.wants(DECIDED, first=3)
    one.tell(RESUMED)
    one.wait_for(DECIDED)


def changed_date(one: Dossier) -> None:
    one.assign()
    one.tell(DUE_CHANGED, due_at=LATER)
    one.wait_for(DECIDED)
    one.tell(DUE_CHANGED, due_at=LATER)
    one.probe()


def date_first(one: Dossier) -> None:
    one.tell(DUE_CHANGED, due_at=LATER)
    one.assign()
    one.wait_for(DECIDED)


def every_letter(one: Dossier) -> None:
    one.assign()
    one.wait_for(DECIDED)
    for type in letters():
        if type not in (ASSIGNED, RESUMED, RECALLED, DUE_CHANGED):
            one.may_give_back.add(one.tell(type).id)
    one.probe()


def _without_papers(one: Dossier) -> None:
    one.wants(ACKNOWLEDGED, PAPERS_WANTED)
    procedure = one.event(ASSIGNED)["data"]["procedure"] | {"code": PAPERLESS}
    one.tell(ASSIGNED, components=[], procedure=procedure)
    one.wait_for_papers_wanted()


DOSSIERS = (
    Named("plain", "an ordinary task", "acknowledge it, decide it, each reply as the contract has it", plain),
    Named("forwarded", "a task whose step does not decide", "answer `done`: the next agency goes on", forwarded),
    Named("opinion", "a task that asks for an opinion", "answer `done`, with the opinion as `note`", opinion),
    Named("papers", "a task with a paper behind a link", "fetch it, hold it against its sum, decide", papers),
    Named("second-key", "signed by the second of the centre's keys", "know all keys of the sheet", second_key),
    Named("unknown-fields", "fields that no contract names yet", "leave them out", broken.unknown_fields),
    Named(
        "other-bytes", "other blanks, order and escapes in the JSON", "check the bytes that came", broken.other_bytes
    ),
    Named("largest", "a letter as large as letters may be", "take it as any other", broken.largest),
    Named("duplicate-task", "the same message twice", "give the same answers, under the same ids", duplicate_task),
    Named(
        "task-again", "the same task in a new letter, once it is decided", "say nothing else than before", task_again
    ),
    Named("redelivery", f"the connection is cut in the midst of {MANY} tasks", "come back, decide each", redelivery),
    Named("killed", f"the program is killed in the midst of {MANY} tasks", "decide each after the restart", killed),
    Named("late-recall", "a recall behind the decision", "settle it, answer nothing", late_recall),
    Named("recall-first", "the recall before the task", "never decide it", recall_first),
    Named("supplement", "a dossier without papers", "ask once, wait, then decide with `sequence` 3", supplement),
    Named("supplement-twice", "the papers come three times", "decide once, ask no second time", supplement_twice),
    Named("recall-while-waiting", "a recall while papers are awaited", "never decide it", recall_while_waiting),
    Named("forgotten", "papers for a task that the program knows nothing of", "decide with `sequence` 3", forgotten),
    Named("changed-date", "the date changes, before and behind the decision", "answer nothing to it", changed_date),
    Named("date-first", "the new date before the task", "take the task as usual", date_first),
    Named("every-letter", "each further letter of the contract", "settle or give back, go on", every_letter),
    Named("unknown-type", "a letter of a type that does not exist", "settle or give back, go on", broken.unknown_type),
    Named("not-json", "bytes that are no JSON, well signed", "give them back, go on", broken.not_json),
    Named("not-a-letter", "a letter without its data, well signed", "give it back, go on", broken.not_a_letter),
    Named("oversized", "a letter larger than letters may be", "give it back, go on", broken.oversized),
    Named("unsigned", "a task without signature", "give it back, answer nothing", broken.unsigned),
    Named("forged", "signed by a stranger in the centre's name", "give it back, answer nothing", broken.forged),
    Named("altered", "changed after it was signed", "give it back, answer nothing", broken.altered),
    Named("no-algorithm", "a signature that says `alg: none`", "give it back, answer nothing", broken.no_algorithm),
)
