"""Form 06: the control sheet, a hop for every time that the dossier changed hands, as routing told them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from services.intake.domain.acceptance import Acceptance
from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep, Words
from services.intake.domain.form_copy import FormName
from services.intake.domain.progress import Task
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
    tasks = sorted(progress.tasks.values(), key=_begun)
    names = [one.agency_name for one in progress.steps] or [one.agency_name for one in tasks]
    lead = progress.decision.agency_name if progress.decision else (names[-1] if names else None)
    return lead, [one for one in dict.fromkeys(names) if one != lead]


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
    """From the desk to the first agency and from each to the next; those side by side get it from the desk."""
    hops: list[Hop] = []
    before: Task | None = None
    for task in sorted(dossier.progress.tasks.values(), key=_begun):
        following = before is not None and _follows(before, task)
        hops.append(
            Hop(
                before.agency_name if before and following else house.short,
                task.agency_name,
                task.dispatched_at,
                task.acknowledged_at,
                before.officer if before and following else officer,
                task.officer,
                kept_of(task.dispatched_at, before.current_due) if before and following else None,
                f"Hạn: {short_moment(task.current_due)}" if task.current_due else "",
            )
        )
        before = task
    return hops


def _follows(before: Task, task: Task) -> bool:
    """Whether the one had it in hand when the other got it: else both got it from the desk at once."""
    return bool(before.acknowledged_at and task.dispatched_at and before.acknowledged_at < task.dispatched_at)


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
