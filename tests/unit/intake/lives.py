"""Dossiers at every status, and every step that somebody might try on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from services.intake.domain.acceptance import Acceptance
from services.intake.domain.dossier import Dossier
from services.intake.domain.endings import Refusal, Withdrawal
from services.intake.domain.errors import Words
from services.intake.domain.loss import Loss
from services.intake.domain.payment import Paid, PaymentDuty
from services.intake.domain.procedure import Fee
from services.intake.domain.progress import Decision, Outcome, Progress
from services.intake.domain.returning import ReceivedBy, Returned, ReturnMethod, Signed
from services.intake.domain.status import Status
from services.intake.domain.stop import Stop, StopGround
from services.intake.domain.supplement import RECEPTION, Supplement, Supplied
from shared.working_time import Calendar
from tests.unit.intake.fakes import FIVE_DAYS, NOW, filed

BY = "staff:reception"
LATER = NOW + timedelta(days=1)
LONG_AFTER = NOW + timedelta(days=60)
Step = Callable[[Dossier], Dossier]


def acceptance(at: datetime = NOW) -> Acceptance:
    return Acceptance(at, BY, *FIVE_DAYS.due(Calendar("test"), at, None))


def asked(id: str = RECEPTION, at: datetime = NOW) -> Supplement:
    return Supplement(id, "Bộ phận Một cửa", "Bản sao bằng", "Bản đã nộp bị mờ", at, at + timedelta(days=21), BY)


def duty(at: datetime = NOW) -> PaymentDuty:
    return PaymentDuty(at, BY, (Fee(Words("Lệ phí", "Fee"), 500_000),), at + timedelta(days=21))


def decided(at: datetime = LATER) -> Progress:
    return Progress().with_decision(Decision(Outcome.GRANTED, at, "H99.11.01", "Phòng Bảo trợ xã hội", told=9))


def stop(ground: StopGround = StopGround.NO_ANSWER, at: datetime = LONG_AFTER) -> Stop:
    return Stop(at, BY, ground, "Quá thời hạn")


def handed(method: ReturnMethod = ReturnMethod.COUNTER) -> Returned:
    number = "EB123456789VN" if method is ReturnMethod.POST else None
    signed = Signed.PAPER if method is ReturnMethod.COUNTER else None
    return Returned(LATER, BY, method, ReceivedBy.APPLICANT, signed, number)


FILED = filed()
ACCEPTED = FILED.accept(acceptance())
IN_PROGRESS = ACCEPTED.follow(Progress().with_opening(NOW, None, (), 1))
DONE = IN_PROGRESS.follow(decided())
AT: Mapping[Status, Dossier] = {
    Status.FILED: FILED,
    Status.ACCEPTED: ACCEPTED,
    Status.REFUSED: FILED.refuse(Refusal(NOW, BY, "Không thuộc phạm vi")),
    Status.IN_PROGRESS: IN_PROGRESS,
    Status.SUPPLEMENT_ASKED: IN_PROGRESS.ask_for_agency(asked("task-1")),
    Status.PAYMENT_ASKED: IN_PROGRESS.ask_payment(duty()),
    Status.WITHDRAWN: IN_PROGRESS.withdraw(Withdrawal(NOW, "owner")),
    Status.STOPPED: IN_PROGRESS.stop(stop(StopGround.OTHER), None),
    Status.DONE: DONE,
    Status.RETURNED: DONE.give_back(handed(ReturnMethod.POST)),
}
STEPS: Mapping[str, Step] = {
    "accept": lambda one: one.accept(acceptance()),
    "refuse": lambda one: one.refuse(Refusal(NOW, BY, "Không thuộc phạm vi")),
    "ask": lambda one: one.ask(asked()),
    "supply": lambda one: one.supply(Supplied(LATER, BY, "Đã nộp")),
    "ask payment": lambda one: one.ask_payment(duty()),
    "pay": lambda one: one.pay(Paid(LATER, BY, "BL-1")),
    "withdraw": lambda one: one.withdraw(Withdrawal(LATER, "owner")),
    "stop for silence": lambda one: one.stop(stop(), one.waits_until),
    "stop for no payment": lambda one: one.stop(stop(StopGround.NOT_PAID), one.waits_until),
    "stop by law": lambda one: one.stop(stop(StopGround.OTHER), None),
    "lose": lambda one: one.lose(Loss(LATER, BY, "Thất lạc một bản sao")),
    "give back": lambda one: one.give_back(handed()),
    "deliver": lambda one: one.deliver(LATER, BY),
}
# From which statuses each step is allowed; every other one is refused with its reason.
ALLOWED: Mapping[str, frozenset[Status]] = {
    "accept": frozenset({Status.FILED}),
    "refuse": frozenset({Status.FILED}),
    "ask": frozenset({Status.FILED}),
    "supply": frozenset({Status.SUPPLEMENT_ASKED}),
    "ask payment": frozenset({Status.FILED, Status.ACCEPTED, Status.IN_PROGRESS}),
    "pay": frozenset({Status.PAYMENT_ASKED}),
    "withdraw": frozenset(
        {Status.FILED, Status.ACCEPTED, Status.IN_PROGRESS, Status.SUPPLEMENT_ASKED, Status.PAYMENT_ASKED}
    ),
    "stop for silence": frozenset({Status.SUPPLEMENT_ASKED}),
    "stop for no payment": frozenset({Status.PAYMENT_ASKED}),
    "stop by law": frozenset({Status.ACCEPTED, Status.IN_PROGRESS, Status.SUPPLEMENT_ASKED, Status.PAYMENT_ASKED}),
    "lose": frozenset(status for status in Status if not status.is_closed),
    "give back": frozenset({Status.DONE}),
    "deliver": frozenset({Status.RETURNED}),
}
