"""Further papers asked of the applicant: what is wanted, by whom, until when, and what the answer does to the clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time

from services.intake.domain.procedure import Policy, SupplementRule, TimeLimit
from shared.working_time import Calendar, Ledger, Reason, paused, restarted
from shared.working_time.ledger import REASONS, Kind

RECEPTION = "reception"  # the id of what the reception unit asks for, once and in full


@dataclass(frozen=True, slots=True)
class Supplied:
    """The answer. Due date and ledger are those that hold from now on; None where no clock runs yet."""

    answered_at: datetime
    answered_by: str
    text: str = field(repr=False)
    due_at: datetime | None = None
    ledger: Ledger | None = None


@dataclass(frozen=True, slots=True)
class Supplement:
    """One request. ``id`` is RECEPTION or the id of the agency's task; ``asked_by`` is the name of the office."""

    id: str
    asked_by: str
    wanted: str = field(repr=False)
    reason: str = field(repr=False)
    requested_at: datetime
    respond_by: datetime
    requested_by: str
    supplied: Supplied | None = None

    @property
    def task_id(self) -> str | None:
        """The agency's task that waits; None where the reception unit asked."""
        return None if self.id == RECEPTION else self.id

    def answered(self, supplied: Supplied) -> Supplement:
        """The request with its answer."""
        return replace(self, supplied=supplied)


def in_full(open: Sequence[Supplement]) -> Supplement:
    """Requests of several offices that wait at the same time, as the one that the applicant answers: everything that is
    wanted, each line with the office that wants it, since the first was made and until the last may be answered.

    Its id is that of the first. Raises ValueError for none.
    """
    if not open:
        raise ValueError("nothing is asked")
    first = min(open, key=lambda one: (one.requested_at, one.id))
    if len(open) == 1:
        return first
    ordered = sorted(open, key=lambda one: (one.requested_at, one.id))
    return replace(
        first,
        asked_by=", ".join(dict.fromkeys(one.asked_by for one in ordered)),
        wanted="\n".join(_by_office(one.wanted, one.asked_by) for one in ordered),
        reason="\n".join(_by_office(one.reason, one.asked_by) for one in ordered if one.reason),
        respond_by=max(one.respond_by for one in ordered),
    )


def _by_office(text: str, office: str) -> str:
    return "\n".join(f"{line.strip()} ({office})" for line in text.splitlines() if line.strip())


def due_after_answer(
    calendar: Calendar,
    ledger: Ledger,
    supplement: Supplement,
    answered_at: datetime,
    rule: SupplementRule,
    limit: TimeLimit,
    cut_off: time | None,
) -> tuple[datetime, Ledger]:
    """The due date once the answer is there, by the procedure's policy, with the ledger that shows the wait."""
    why = Reason(f"{supplement.asked_by} yêu cầu", f"asked for by {supplement.asked_by}")
    if rule.policy is Policy.PAUSE:
        return paused(calendar, ledger, supplement.requested_at, answered_at, why)
    end = max(supplement.requested_at, answered_at)
    due_at, anew = limit.due(calendar, end, cut_off)
    return due_at, restarted(ledger, supplement.requested_at, end, anew, why, REASONS[Kind.RESTARTED])
