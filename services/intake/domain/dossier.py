"""The dossier: what was filed, how it stands at the front door, and which steps are allowed from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from services.intake.domain.acceptance import Acceptance
from services.intake.domain.arrival import Arrival, Parent
from services.intake.domain.channel import Channel
from services.intake.domain.due_change import DueChange, Receipt, receipt_of
from services.intake.domain.due_dates import met, waits_of
from services.intake.domain.endings import Refusal, Withdrawal
from services.intake.domain.errors import IllegalStep, Words
from services.intake.domain.loss import Loss
from services.intake.domain.payment import Paid, PaymentDuty
from services.intake.domain.personal import Applicant, Person
from services.intake.domain.procedure import LimitKind
from services.intake.domain.procedure_taken import ProcedureTaken
from services.intake.domain.progress import Decision, Progress
from services.intake.domain.returning import Returned, ReturnMethod
from services.intake.domain.status import PAUSED, RUNNING, Status
from services.intake.domain.stop import Stop, StopGround
from services.intake.domain.supplement import RECEPTION, Supplement, Supplied
from shared.working_time import Ledger


@dataclass(frozen=True, slots=True)
class Dossier:
    """One aggregate; ``unit`` is the reception unit's code. Never mutated: every step gives the next state.

    ``may_stop_since`` is noted by a timer once the applicant's time for an answer is over: nothing ends by itself.
    ``owner_token`` is kept only where an officer filed for somebody and so saw it: for the receipt on paper.
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
    priority: bool = False
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
    due_changes: tuple[DueChange, ...] = ()
    receipts: tuple[Receipt, ...] = ()
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
    def asked(self) -> Supplement | None:
        """What the applicant is asked for now."""
        if self.status is not Status.SUPPLEMENT_ASKED:
            return None
        return next((one for one in self.supplements if one.supplied is None), None)

    @property
    def parent(self) -> Parent | None:
        """The other agency's dossier that this one continues: counted there, never here once more."""
        return self.arrival if isinstance(self.arrival, Parent) else None

    @property
    def owed(self) -> PaymentDuty | None:
        """What is still to be paid; nothing once the dossier has ended."""
        if self.status.is_closed:
            return None
        return next((one for one in self.payments if one.paid is None), None)

    @property
    def waits_until(self) -> datetime | None:
        """The end of the applicant's time, while papers or money are waited for."""
        if self.asked is not None:
            return self.asked.respond_by
        return self.owed.pay_by if self.owed is not None and self.status is Status.PAYMENT_ASKED else None

    @property
    def needs_receipt(self) -> bool:
        """What is settled at once needs no receipt unless somebody asks for one."""
        return self.procedure.limit.kind is not LimitKind.IMMEDIATE

    def must_be_asked(self) -> Supplement:
        """The same. Raises IllegalStep where nothing is asked."""
        asked = self.asked
        if asked is None:
            raise self._illegal(
                "nothing-asked", Words("Không có giấy tờ nào đang phải bổ sung", "No further papers are asked for")
            )
        return asked

    def supplement(self, id: str) -> Supplement | None:
        """What was asked under this id, answered or not."""
        return next((one for one in self.supplements if one.id == id), None)

    def accept(self, acceptance: Acceptance) -> Dossier:
        """1 → 2. Raises IllegalStep."""
        if self.status is not Status.FILED:
            raise self._illegal(
                "already-accepted" if self.acceptance else "not-acceptable",
                Words("Chỉ tiếp nhận được hồ sơ mới đăng ký", "Only a newly filed dossier is accepted"),
            )
        first = receipt_of(1, acceptance.accepted_at, acceptance.accepted_by, self.procedure, acceptance)
        return self._next(status=Status.ACCEPTED, acceptance=acceptance, receipts=(first,))

    def refuse(self, refusal: Refusal) -> Dossier:
        """1 → 3; from 5 only where the unit asked before acceptance and the time for the answer is over.

        Raises IllegalStep: while an applicant is asked for papers, the dossier is not refused as well.
        """
        asked = self.asked
        expired = asked is not None and self.acceptance is None and asked.respond_by < refusal.refused_at
        if self.status is not Status.FILED and not expired:
            raise self._illegal(
                "not-refusable",
                Words("Chỉ từ chối được hồ sơ chưa tiếp nhận", "Only a dossier that is not accepted yet is refused"),
            )
        return self._next(status=Status.REFUSED, refusal=refusal)

    def ask(self, supplement: Supplement) -> Dossier:
        """1 → 5: the unit asks, once and in full, before it accepts. Raises IllegalStep."""
        if self.supplement(RECEPTION) is not None:
            raise self._illegal(
                "supplement-already-asked",
                Words("Chỉ yêu cầu bổ sung một lần, đầy đủ", "Further papers are asked for once, in full"),
            )
        if self.status is not Status.FILED:
            raise self._illegal(
                "not-supplementable",
                Words("Chỉ yêu cầu bổ sung trước khi tiếp nhận", "The unit asks for papers before it accepts"),
            )
        return self._asked(supplement, Status.SUPPLEMENT_ASKED)

    def ask_for_agency(self, supplement: Supplement) -> Dossier:
        """2, 4 → 5: an agency asks, once for each of its tasks; the clock stands still.

        The same dossier where it is known. What comes behind the end changes no status. Raises IllegalStep before
        acceptance.
        """
        if self.acceptance is None:
            raise self._not_accepted()
        if self.supplement(supplement.id) is not None:
            return self
        waits = self.status in RUNNING or self.status is Status.PAYMENT_ASKED
        return self._asked(supplement, Status.SUPPLEMENT_ASKED if waits else self.status)

    def supply(self, supplied: Supplied) -> Dossier:
        """5 → 1 before acceptance, else → 2 or 4, as it stood (6 where money is owed). Raises IllegalStep."""
        asked = self.must_be_asked()
        answered = asked.answered(supplied)
        supplements = tuple(answered if one is asked else one for one in self.supplements)
        return self._next(
            status=self._open_status(supplements, self.payments), supplements=supplements, may_stop_since=None
        )

    def ask_payment(self, duty: PaymentDuty) -> Dossier:
        """1, 2, 4 → 6: the unit waits for the fee, the clock stands still. Raises IllegalStep."""
        if self.owed is not None:
            raise self._illegal("payment-already-asked", Words("Đã yêu cầu nộp phí", "The fee was asked for already"))
        if self.status is not Status.FILED and self.status not in RUNNING:
            raise self._illegal(
                "no-payment-now",
                Words("Chỉ yêu cầu nộp phí khi đang giải quyết", "A fee is asked for while the dossier is worked on"),
            )
        return self._next(status=Status.PAYMENT_ASKED, payments=(*self.payments, duty))

    def must_owe(self) -> PaymentDuty:
        """What is owed. Raises IllegalStep where nothing is."""
        owed = self.owed
        if owed is None:
            raise self._illegal("nothing-owed", Words("Không có khoản nào phải nộp", "Nothing is to be paid"))
        return owed

    def pay(self, paid: Paid) -> Dossier:
        """6 → 1, 2 or 4, as it stood; a decided dossier stays decided. Raises IllegalStep."""
        owed = self.must_owe()
        payments = tuple(one.settled(paid) if one is owed else one for one in self.payments)
        status = self._open_status(self.supplements, payments) if self.decision is None else self.status
        silent = self.may_stop_since if status is Status.SUPPLEMENT_ASKED else None
        return self._next(status=status, payments=payments, may_stop_since=silent)

    def note_silence(self, at: datetime, since: datetime) -> Dossier:
        """Nobody answered in time: an officer may stop it. The same dossier where that is known or not so."""
        if self.status not in PAUSED or self.may_stop_since is not None or at <= since:
            return self
        return self._next(may_stop_since=since)

    def stop(self, stop: Stop, silent_since: datetime | None) -> Dossier:
        """5, 6 → 8 once the applicant's time is over (``silent_since``); 2, 4, 5, 6 → 8 for another reason by law.

        Raises IllegalStep: never once it is decided, never before the time for the answer is over.
        """
        if self.status is Status.STOPPED:
            raise self._illegal("already-stopped", Words("Hồ sơ đã dừng giải quyết", "The dossier was stopped already"))
        if self.status.is_closed or self.decision is not None:
            raise self._illegal(
                "not-stoppable", Words("Chỉ dừng được hồ sơ chưa có kết quả", "Only an undecided dossier is stopped")
            )
        if stop.ground is StopGround.OTHER:
            if self.acceptance is None:
                raise self._not_accepted()
        else:
            self._require_silence(stop, silent_since)
        return self._next(status=Status.STOPPED, stopped=stop, may_stop_since=None)

    def lose(self, loss: Loss) -> Dossier:
        """Papers are lost: it stands as it stood, and its owner is told. Raises IllegalStep once it has ended."""
        if self.status.is_closed:
            raise self._illegal("has-ended", Words("Hồ sơ đã kết thúc", "The dossier has ended"))
        return self._next(losses=(*self.losses, loss))

    def withdraw(self, withdrawal: Withdrawal) -> Dossier:
        """1, 2, 4, 5, 6 → 7, never once it is decided. Raises IllegalStep."""
        if self.status is Status.WITHDRAWN:
            raise self._illegal("already-withdrawn", Words("Hồ sơ đã được rút", "The dossier was withdrawn already"))
        if self.status.is_closed or self.decision is not None:
            raise self._illegal(
                "not-withdrawable",
                Words("Chỉ rút được hồ sơ chưa có kết quả", "Only a dossier that is not decided yet is withdrawn"),
            )
        return self._next(status=Status.WITHDRAWN, withdrawal=withdrawal)

    def follow(self, progress: Progress) -> Dossier:
        """2 → 4 once the case is open or a task is out, → 9 once it is decided; never backwards.

        The same dossier where nothing new was told. Raises IllegalStep before acceptance.
        """
        if self.acceptance is None:
            raise self._not_accepted()
        if progress == self.progress:
            return self
        status = self.status
        if status is Status.ACCEPTED and (progress.opened_at or progress.tasks):
            status = Status.IN_PROGRESS
        if progress.decision and not status.is_closed:
            status = Status.DONE
        return self._next(status=status, progress=progress)

    def give_back(self, returned: Returned) -> Dossier:
        """9 → 10. Raises IllegalStep."""
        if self.status is Status.RETURNED:
            raise self._illegal("already-returned", Words("Kết quả đã được trả", "The result was returned already"))
        if self.status is not Status.DONE:
            raise self._illegal("no-result-yet", Words("Chưa có kết quả để trả", "There is no result to return yet"))
        if self.owed is not None:
            raise self._illegal("fee-not-paid", Words("Còn phí, lệ phí chưa nộp", "The fee is not paid yet"))
        return self._next(status=Status.RETURNED, returned=returned)

    def deliver(self, at: datetime, by: str) -> Dossier:
        """10: the post brought the result to its applicant. Raises IllegalStep."""
        sent = self.returned
        if sent is None or sent.method is not ReturnMethod.POST:
            raise self._illegal("not-posted", Words("Kết quả chưa gửi qua bưu chính", "The result was not posted"))
        if sent.delivered_at is not None:
            raise self._illegal("already-delivered", Words("Bưu gửi đã được phát", "The parcel was delivered already"))
        return self._next(returned=sent.delivered(at, by))

    @property
    def decision(self) -> Decision | None:
        return self.progress.decision

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
    def result(self) -> Decision | None:
        """The decision, unless it crossed a withdrawal or a stop: then it is nobody's result any more."""
        return None if self.withdrawal or self.stopped else self.decision

    def _asked(self, supplement: Supplement, status: Status) -> Dossier:
        supplements = sorted((*self.supplements, supplement), key=lambda one: (one.requested_at, one.id))
        return self._next(status=status, supplements=tuple(supplements))

    def _running_status(self) -> Status:
        return Status.IN_PROGRESS if self.progress.opened_at or self.progress.tasks else Status.ACCEPTED

    def _open_status(self, supplements: tuple[Supplement, ...], payments: tuple[PaymentDuty, ...]) -> Status:
        """Where an undecided dossier stands: papers are waited for before money, money before work."""
        if any(one.supplied is None for one in supplements):
            return Status.SUPPLEMENT_ASKED
        if any(one.paid is None for one in payments):
            return Status.PAYMENT_ASKED
        return self._running_status() if self.acceptance else Status.FILED

    def _require_silence(self, stop: Stop, silent_since: datetime | None) -> None:
        waits = self.asked if stop.ground is StopGround.NO_ANSWER else self.owed
        if waits is None:
            raise self._illegal("nothing-waited-for", Words("Không chờ người nộp việc này", "Nothing of it is awaited"))
        if silent_since is None or stop.stopped_at <= silent_since:
            raise self._illegal(
                "still-time-to-answer",
                Words("Người nộp còn thời gian trả lời", "The applicant still has time for the answer"),
            )

    def _not_accepted(self) -> IllegalStep:
        return self._illegal("not-accepted", Words("Hồ sơ chưa được tiếp nhận", "The dossier is not accepted yet"))

    def _next(self, **changes: Any) -> Dossier:
        return replace(self, version=self.version + 1, **changes)

    def _illegal(self, slug: str, words: Words) -> IllegalStep:
        here = self.status.words
        return IllegalStep(
            slug, Words(f"{words.vi}; hồ sơ đang ở bước: {here.vi}.", f"{words.en}; the dossier stands at: {here.en}.")
        )
