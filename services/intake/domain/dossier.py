"""The dossier at the front door: which steps it may take from where it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services.intake.domain.acceptance import Acceptance
from services.intake.domain.dossier_state import DossierState
from services.intake.domain.due_change import receipt_of
from services.intake.domain.endings import Refusal, Withdrawal
from services.intake.domain.errors import IllegalStep, Words
from services.intake.domain.handover import Handover
from services.intake.domain.loss import Loss
from services.intake.domain.money.refund import Refund, RefundGiven
from services.intake.domain.payment import Paid, PaymentDuty
from services.intake.domain.priority.given import Ground, MatchAnswer, with_ground
from services.intake.domain.progress import Progress
from services.intake.domain.returning import Returned, ReturnMethod
from services.intake.domain.status import PAUSED, RUNNING, Status
from services.intake.domain.stop import Stop, StopGround
from services.intake.domain.supplement import RECEPTION, Supplement, Supplied


@dataclass(frozen=True, slots=True)
class Dossier(DossierState):
    """One aggregate. Never mutated: every step gives the next state, or says why it is not allowed from here."""

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
        return self._next(status=Status.REFUSED, refusal=refusal, may_stop_since=None)

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

    def must_be_asked(self) -> Supplement:
        """What the applicant is asked for now. Raises IllegalStep where nothing is asked."""
        asked = self.asked
        if asked is None:
            raise self._illegal(
                "nothing-asked", Words("Không có giấy tờ nào đang phải bổ sung", "No further papers are asked for")
            )
        return asked

    def supply(self, supplied: Supplied) -> Dossier:
        """5 → 1 before acceptance, else → 2 or 4, as it stood (6 where money is owed). The answer is one to all that
        ask. Raises IllegalStep."""
        self.must_be_asked()
        supplements = tuple(one if one.supplied else one.answered(supplied) for one in self.supplements)
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

    def owe_refund(self, refund: Refund) -> Dossier:
        """Something is to go back, wherever it stands; the same dossier where that is known."""
        if any(one.id == refund.id for one in self.refunds):
            return self
        return self._next(refunds=(*self.refunds, refund))

    def must_refund(self, id: str) -> Refund:
        """Raises IllegalStep where nothing of that id is to go back any more."""
        found = next((one for one in self.refunds_due if one.id == id), None)
        if found is None:
            raise self._illegal("nothing-to-refund", Words("Không có khoản nào phải hoàn", "Nothing is to be returned"))
        return found

    def refund(self, id: str, given: RefundGiven) -> Dossier:
        """It went back. Raises IllegalStep."""
        owed = self.must_refund(id)
        return self._next(refunds=tuple(one.settled(given) if one is owed else one for one in self.refunds))

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
            raise self._ended()
        return self._next(losses=(*self.losses, loss))

    def prioritise(self, ground: Ground) -> Dossier:
        """It goes first on this ground as well; itself where that says nothing new. Raises IllegalStep once ended."""
        if self.status.is_closed:
            raise self._ended()
        priority = with_ground(self.priority, ground)
        return self if priority == self.priority else self._next(priority=priority)

    def answer_match(self, answer: MatchAnswer, ground: Ground | None) -> Dossier:
        """Somebody on a list is the applicant, on this ground, or is not. Raises IllegalStep once it has ended."""
        if self.status.is_closed:
            raise self._ended()
        priority = with_ground(self.priority, ground) if ground else self.priority
        return self._next(match_answers=(*self.match_answers, answer), priority=priority)

    def claim(self, account: str) -> Dossier:
        """This account is one of its owners, at whatever stage it stands."""
        return self._next(owners=self.owners | {account})

    def withdraw(self, withdrawal: Withdrawal) -> Dossier:
        """1, 2, 4, 5, 6 → 7, never once it is decided. Raises IllegalStep."""
        if self.status is Status.WITHDRAWN:
            raise self._illegal("already-withdrawn", Words("Hồ sơ đã được rút", "The dossier was withdrawn already"))
        if self.status.is_closed or self.decision is not None:
            raise self._illegal(
                "not-withdrawable",
                Words("Chỉ rút được hồ sơ chưa có kết quả", "Only a dossier that is not decided yet is withdrawn"),
            )
        return self._next(status=Status.WITHDRAWN, withdrawal=withdrawal, may_stop_since=None)

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
        silent = self.may_stop_since if status in PAUSED else None
        return self._next(status=status, progress=progress, may_stop_since=silent)

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

    def hand_over(self, handover: Handover) -> Dossier:
        """To the level that the procedure was handed to; the same dossier where it is closed, decided or there."""
        here = self.handed_over.procedure_version if self.handed_over else self.procedure.version
        of_another = handover.procedure != self.procedure.code
        if self.status.is_closed or self.decision is not None or of_another or here >= handover.procedure_version:
            return self
        return self._next(handovers=(*self.handovers, handover))

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

    def _ended(self) -> IllegalStep:
        return self._illegal("has-ended", Words("Hồ sơ đã kết thúc", "The dossier has ended"))

    def _not_accepted(self) -> IllegalStep:
        return self._illegal("not-accepted", Words("Hồ sơ chưa được tiếp nhận", "The dossier is not accepted yet"))

    def _next(self, **changes: Any) -> Dossier:
        return replace(self, version=self.version + 1, **changes)

    def _illegal(self, slug: str, words: Words) -> IllegalStep:
        here = self.status.words
        return IllegalStep(
            slug, Words(f"{words.vi}; hồ sơ đang ở bước: {here.vi}.", f"{words.en}; the dossier stands at: {here.en}.")
        )
