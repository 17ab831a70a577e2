"""Form 06: the control sheet, a hop for every time that the dossier changed hands, as routing told them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from services.intake.domain.acceptance import Acceptance
from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep, Words
from services.intake.domain.form_copy import FormName
from services.intake.domain.progress import Progress, Task
from services.intake.domain.supplement import Supplement
from services.intake.use_cases.forms.filled import Content, Filled, House, applicant_fields, moment_words, short_moment

APPLICANT = "Người nộp hồ sơ"


class Kept(Enum):
    """How the giver kept to their date; None of these where there was no date to keep."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Hop:
    """One change of hands: who gave and who took, when each said so, whether the giver was in time, and a note."""

    giver: str
    taker: str
    given_at: datetime | None
    taken_at: datetime | None
    giver_name: str | None = None
    taker_name: str | None = None
    kept: Kept | None = None
    note: str = ""

    def to_content(self) -> Content:
        return {
            "giver": self.giver,
            "taker": self.taker,
            "given_at": short_moment(self.given_at) if self.given_at else None,
            "taken_at": short_moment(self.taken_at) if self.taken_at else None,
            "to_be_taken": self.taker != APPLICANT,
            "giver_name": self.giver_name,
            "taker_name": self.taker_name,
            "kept": self.kept.value if self.kept else None,
            "note": self.note,
        }


def fill_control_sheet(dossier: Dossier, house: House) -> Filled:
    """Raises IllegalStep before acceptance."""
    acceptance = dossier.acceptance
    if acceptance is None:
        raise IllegalStep(
            "no-control-sheet-yet",
            Words("Phiếu kiểm soát có khi hồ sơ được tiếp nhận", "There is a control sheet once it is accepted"),
        )
    lead, others = agencies_of(dossier)
    due_at = dossier.due_at or acceptance.due_at
    content: Content = {
        **house.heading(),
        **applicant_fields(dossier),
        "lead": lead,
        "others": others,
        "received_at": moment_words(acceptance.accepted_at),
        "due_at": moment_words(due_at),
        "hops": [one.to_content() for one in hops_of(dossier, acceptance, house)],
        "hotline": house.hotline,
    }
    return Filled(FormName.CONTROL_SHEET, "", acceptance.accepted_at, due_at, content)


def agencies_of(dossier: Dossier) -> tuple[str | None, list[str]]:
    """Who leads (who decides, or decides by the route's last step) and who works with them, each named once."""
    progress = dossier.progress
    tasks = sorted((one for one in progress.tasks.values() if not one.opinion_for), key=_begun)
    advisers = [one.agency_name for one in progress.tasks.values() if one.opinion_for]
    names = [one.agency_name for one in progress.steps] or [one.agency_name for one in tasks]
    lead = progress.decision.agency_name if progress.decision else (names[-1] if names else None)
    return lead, [one for one in dict.fromkeys((*names, *(one.agency_name for one in tasks), *advisers)) if one != lead]


def hops_of(dossier: Dossier, acceptance: Acceptance, house: House) -> list[Hop]:
    """In order: from the applicant to the desk, on to each agency, every wait for papers, and back to the applicant."""
    officer = house.person(acceptance.accepted_by)
    submitter = (dossier.submitted_by or dossier.applicant).name
    first = Hop(
        APPLICANT,
        house.short,
        dossier.filed_at,
        acceptance.accepted_at,
        submitter,
        officer,
        note=dossier.channel.words.vi,
    )
    hops = [first, *_between(dossier, house, officer), *_waits(dossier, house)]
    hops.sort(key=lambda one: one.given_at or one.taken_at or acceptance.accepted_at)
    return hops + _back(dossier, house)


def _between(dossier: Dossier, house: House, officer: str | None) -> list[Hop]:
    """Every time that an agency got the dossier: from the desk, from each agency whose step leads there, from the one
    that refused it or lost it, or from the one that asks its opinion; and every opinion on its way back."""
    progress = dossier.progress
    tasks = sorted(progress.tasks.values(), key=_begun)
    replaced = {one.left.to_task: one for one in tasks if one.left and one.left.to_task}
    hops: list[Hop] = []
    before: Task | None = None
    for task in tasks:
        note = f"Hạn: {short_moment(task.current_due)}" if task.current_due else ""
        asker = progress.tasks.get(task.opinion_for)
        if task.id in replaced:
            hops.append(_given_on(replaced[task.id], task, note))
        elif task.opinion_for:
            hops.append(_asked(asker, task, house, note))
            if task.done_at:
                hops.append(_advised(task, asker, house))
        else:
            givers = _givers(progress, task, tasks)
            if not givers and before is not None and not _knows_the_way(progress, task) and _follows(before, task):
                givers = [before]
            hops += [_on(giver, task, note) for giver in givers] or [
                Hop(
                    house.short,
                    task.agency_name,
                    task.dispatched_at,
                    task.acknowledged_at,
                    officer,
                    task.officer,
                    note=note,
                )
            ]
            before = task
        if task.refused:
            words, at = f"Cơ quan không nhận việc: {task.refused.reason}", task.refused.at
            hops.append(Hop(task.agency_name, house.short, at, at, task.officer, note=words))
    return hops


def _from_desk(task: Task, house: House, officer: str | None, note: str) -> Hop:
    at, taken = task.dispatched_at, task.acknowledged_at
    return Hop(house.short, task.agency_name, at, taken, officer, task.officer, note=note)


def _on(giver: Task, task: Task, note: str) -> Hop:
    given = giver.done_at or task.dispatched_at
    kept = kept_of(given, giver.current_due)
    return Hop(
        giver.agency_name, task.agency_name, given, task.acknowledged_at, giver.officer, task.officer, kept, note
    )


def _given_on(old: Task, task: Task, note: str) -> Hop:
    left = old.left
    why = f"Giao lại: {left.reason}" if left else ""
    at = left.at if left else task.dispatched_at
    words = ". ".join(filter(None, (why, note)))
    return Hop(old.agency_name, task.agency_name, at, task.acknowledged_at, old.officer, task.officer, note=words)


def _asked(asker: Task | None, task: Task, house: House, note: str) -> Hop:
    giver, name = (asker.agency_name, asker.officer) if asker else (house.short, None)
    words = ". ".join(filter(None, ("Xin ý kiến", note)))
    return Hop(giver, task.agency_name, task.dispatched_at, task.acknowledged_at, name, task.officer, note=words)


def _advised(task: Task, asker: Task | None, house: House) -> Hop:
    taker, name = (asker.agency_name, asker.officer) if asker else (house.short, None)
    kept = kept_of(task.done_at, task.current_due)
    return Hop(task.agency_name, taker, task.done_at, task.done_at, task.officer, name, kept, "Cho ý kiến")


def _follows(before: Task, task: Task) -> bool:
    """Whether the one had it in hand when the other got it: else both got it from the desk at once."""
    return bool(before.acknowledged_at and task.dispatched_at and before.acknowledged_at < task.dispatched_at)


def _givers(progress: Progress, task: Task, tasks: list[Task]) -> list[Task]:
    """The agencies that had the dossier before, by the route: each newest task of a step that leads here and was done
    when this one was sent; or the one that sent it back."""
    leads = next((one.after for one in progress.steps if one.id == task.step), ())
    done = {
        one.step: one
        for one in tasks
        if one.step in leads and one.done_at and task.dispatched_at and one.done_at <= task.dispatched_at
    }
    if done or not any(one.step == task.step and _begun(one) < _begun(task) for one in tasks):
        return [done[step] for step in leads if step in done]
    sent_back = [one for one in tasks if one.done_at and task.dispatched_at and one.done_at <= task.dispatched_at]
    return [max(sent_back, key=lambda one: (one.done_at, one.id))] if sent_back else []


def _knows_the_way(progress: Progress, task: Task) -> bool:
    """Whether the opening told what leads to this step, or that it begins the case beside others that it told of."""
    return any(one.after for one in progress.steps) and any(one.id == task.step for one in progress.steps)


def _waits(dossier: Dossier, house: House) -> list[Hop]:
    hops = []
    for asked in dossier.supplements:
        office = asked.asked_by if asked.task_id else house.short
        hops.append(Hop(office, APPLICANT, asked.requested_at, None, note="Yêu cầu bổ sung hồ sơ"))
        if asked.supplied:
            hops.append(_answer(asked, office))
    return hops


def _answer(asked: Supplement, office: str) -> Hop:
    answered = asked.supplied.answered_at if asked.supplied else None
    return Hop(APPLICANT, office, answered, answered, note="Bổ sung hồ sơ; thời gian chờ không tính")


def _back(dossier: Dossier, house: House) -> list[Hop]:
    decision, returned = dossier.decision, dossier.returned
    hops = []
    if decision:
        # The case ends with its last task: that agency's own date is the one that it kept or missed.
        theirs = [one for one in dossier.progress.tasks.values() if one.agency == decision.agency]
        last = max(theirs, key=_begun, default=None)
        due = (last.current_due if last else None) or dossier.due_at
        result = " ".join(filter(None, (decision.result_name, decision.result_number)))
        hops.append(
            Hop(
                decision.agency_name,
                house.short,
                decision.decided_at,
                decision.decided_at,
                last.officer if last else None,
                kept=kept_of(decision.decided_at, due),
                note=f"Kết quả: {result}" if result else "Có kết quả",
            )
        )
    if returned:
        hops.append(
            Hop(
                house.short,
                APPLICANT,
                returned.returned_at,
                returned.returned_at,
                house.person(returned.returned_by),
                kept=kept_of(decision.decided_at, dossier.due_at) if decision else None,
                note=f"Trả kết quả: {returned.method.words.vi.lower()}",
            )
        )
    return hops


def kept_of(moment: datetime | None, due: datetime | None) -> Kept | None:
    """Early, in the minute itself, or late."""
    if moment is None or due is None:
        return None
    at, limit = (one.replace(second=0, microsecond=0) for one in (moment, due))
    return Kept.LATE if moment > due else Kept.ON_TIME if at == limit else Kept.EARLY


def _begun(task: Task) -> tuple[float, str]:
    begun = task.dispatched_at or task.acknowledged_at
    return (begun.timestamp() if begun else 0.0, task.id)
