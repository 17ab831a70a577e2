"""What is known of a dossier, and what follows from it: which date holds, what is waited for, who decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from services.intake.domain.acceptance import Acceptance
from services.intake.domain.arrival import Arrival, Parent
from services.intake.domain.channel import Channel
from services.intake.domain.due_change import DueChange, Receipt
from services.intake.domain.due_dates import met, waits_of
from services.intake.domain.endings import Refusal, Withdrawal
from services.intake.domain.errors import Words
from services.intake.domain.handover import Handover
from services.intake.domain.likeness import Overruled
from services.intake.domain.loss import Loss
from services.intake.domain.money.refund import Refund
from services.intake.domain.payment import Paid, PaymentDuty
from services.intake.domain.personal import Applicant, Person
from services.intake.domain.priority.given import MatchAnswer, Priority
from services.intake.domain.procedure import LimitKind
from services.intake.domain.procedure_taken import ProcedureTaken
from services.intake.domain.progress import Decision, Progress
from services.intake.domain.returning import Returned, ReturnMethod
from services.intake.domain.status import Status
from services.intake.domain.stop import Stop
from services.intake.domain.supplement import Supplement, Supplied, in_full
from shared.working_time import Ledger


@dataclass(frozen=True, slots=True)
class DossierState:
    """Everything that a dossier keeps; ``unit`` is the reception unit's code. Which steps it may take is ``Dossier``'s.

    ``may_stop_since`` is noted by a timer once the applicant's time for an answer is over: nothing ends by itself.
    ``owner_token`` is kept only where an officer filed for somebody and so saw it: for the receipt on paper.
    ``owners`` are accounts, of citizens and businesses, that need no token.
    """

    code: str
    version: int
    unit: str
    procedure: ProcedureTaken
    channel: Channel
    applicant: Applicant
    return_method: ReturnMethod
    filed_at: datetime
    filed_by: str
    owner_token_hash: str = field(repr=False)
    submitted_by: Person | None = None
    form: Mapping[str, Any] = field(default_factory=dict)
    language: str = "vi"
    status: Status = Status.FILED
    priority: Priority | None = None
    acceptance: Acceptance | None = None
    progress: Progress = field(default_factory=Progress)
    returned: Returned | None = None
    refusal: Refusal | None = None
    supplements: tuple[Supplement, ...] = ()
    withdrawal: Withdrawal | None = None
    arrival: Arrival | None = None
    payments: tuple[PaymentDuty, ...] = ()
    stopped: Stop | None = None
    may_stop_since: datetime | None = None
    losses: tuple[Loss, ...] = ()
    owner_token: str | None = field(default=None, repr=False)
    handovers: tuple[Handover, ...] = ()
    owners: frozenset[str] = frozenset()
    overruled: Overruled | None = None
    match_answers: tuple[MatchAnswer, ...] = ()
    due_changes: tuple[DueChange, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    refunds: tuple[Refund, ...] = ()
    reroutings: int = 0  # how often the procedure was corrected, and so the case opened anew

    def __post_init__(self) -> None:
        object.__setattr__(self, "form", MappingProxyType(dict(self.form)))

    @property
    def id(self) -> str:
        return self.code

    @property
    def due_at(self) -> datetime | None:
        """None until acceptance: a date that nobody set is never shown. An answer or a due change moves it."""
        return self._dated.due_at if self._dated else None

    @property
    def ledger(self) -> Ledger | None:
        """The sum of the due date that holds now."""
        return self._dated.ledger if self._dated else None

    @property
    def due_revision(self) -> int:
        """How often a date was set, the first at acceptance: what readers order dates by."""
        return bool(self.acceptance) + len(self.waits) + len(self.due_changes)

    @property
    def waits(self) -> tuple[Supplement | PaymentDuty, ...]:
        """The requests for papers and for money that moved the date, as they were met."""
        return waits_of(self.supplements, self.payments)

    @property
    def _dated(self) -> Acceptance | DueChange | Supplied | Paid | None:
        """What set the date last."""
        waits = self.waits
        if self.due_changes and self.due_changes[-1].waits >= len(waits):
            return self.due_changes[-1]
        return met(waits[-1]) if waits else self.acceptance

    @property
    def asked(self) -> Supplement | None:
        """What the applicant is asked for now: all of it as one, where several offices ask side by side."""
        return in_full(self.all_asked) if self.all_asked else None

    @property
    def all_asked(self) -> tuple[Supplement, ...]:
        """The requests that one answer will meet, the first one first."""
        if self.status is not Status.SUPPLEMENT_ASKED:
            return ()
        return tuple(one for one in self.supplements if one.supplied is None)

    @property
    def owed(self) -> PaymentDuty | None:
        """What is still to be paid; nothing once the dossier has ended."""
        if self.status.is_closed:
            return None
        return next((one for one in self.payments if one.paid is None), None)

    @property
    def refunds_due(self) -> tuple[Refund, ...]:
        """What is to go back and has not gone yet."""
        return tuple(one for one in self.refunds if one.given is None)

    @property
    def waits_until(self) -> datetime | None:
        """The end of the applicant's time, while papers or money are waited for."""
        if self.asked is not None:
            return self.asked.respond_by
        return self.owed.pay_by if self.owed is not None and self.status is Status.PAYMENT_ASKED else None

    def supplement(self, id: str) -> Supplement | None:
        """What was asked under this id, answered or not."""
        return next((one for one in self.supplements if one.id == id), None)

    @property
    def decision(self) -> Decision | None:
        return self.progress.decision

    @property
    def result(self) -> Decision | None:
        """The decision, unless it crossed a withdrawal or a stop: then it is nobody's result any more."""
        return None if self.withdrawal or self.stopped else self.decision

    @property
    def needs_receipt(self) -> bool:
        """What is settled at once needs no receipt unless somebody asks for one."""
        return self.procedure.limit.kind is not LimitKind.IMMEDIATE

    @property
    def parent(self) -> Parent | None:
        """The other agency's dossier that this one continues: counted there, never here once more."""
        return self.arrival if isinstance(self.arrival, Parent) else None

    @property
    def handed_over(self) -> Handover | None:
        """The last time that its procedure took it along; none since its procedure was corrected."""
        own = [one for one in self.handovers if one.procedure == self.procedure.code]
        return own[-1] if own else None

    @property
    def authority(self) -> Words | None:
        """Who decides now: the procedure's authority when it was filed, or whom it was handed to since."""
        return self.handed_over.authority if self.handed_over else self.procedure.authority

    @property
    def route(self) -> str | None:
        """The way through the agencies that holds now, where it is not the procedure's own."""
        return self.handed_over.route if self.handed_over else self.procedure.route
