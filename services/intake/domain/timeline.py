"""What happened to a dossier and what is still to come, as the applicant may read it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import Words
from services.intake.domain.payment import PaymentDuty
from services.intake.domain.progress import Outcome
from services.intake.domain.status import PAUSED
from services.intake.domain.supplement import Supplement

SENT = Words("Chuyển đến nơi giải quyết", "Sent to the office that decides")
ASKED = Words("Xin ý kiến cơ quan khác", "Another office is asked for its opinion")
LOST = Words("Giấy tờ bị thất lạc, chúng tôi xin lỗi", "Papers were lost, we apologise")


class Mark(Enum):
    """Done, happening now, or expected."""

    DONE = "done"
    NOW = "now"
    EXPECTED = "expected"


@dataclass(frozen=True, slots=True)
class Event:
    """One line: ``at`` is None (or a promise) for what is still to come; ``who`` names an office, ``officer`` a person
    where the agency told one, ``note`` is what was written about it."""

    kind: str
    words: Words
    at: datetime | None
    mark: Mark
    who: str | None = None
    officer: str | None = None
    note: str = ""


def timeline_of(dossier: Dossier, unit_name: str) -> tuple[Event, ...]:
    """Past lines by time, then the expected ones; the last line that happened is ``NOW`` until the result is out."""
    past = sorted(_past(dossier, unit_name), key=lambda line: line.at or dossier.filed_at)
    if not dossier.status.is_closed and past:
        last = past[-1]
        past[-1] = replace(last, mark=Mark.NOW)
    return (*past, *_expected(dossier, unit_name))


def _past(dossier: Dossier, unit_name: str) -> list[Event]:
    lines = [_done("filed", Words("Nộp hồ sơ", "Dossier filed"), dossier.filed_at, None)]
    if dossier.acceptance:
        lines.append(
            _done("accepted", Words("Tiếp nhận hồ sơ", "Dossier accepted"), dossier.acceptance.accepted_at, unit_name)
        )
    lines += [
        _done("due_changed", one.kind.words, one.changed_at, unit_name, note=one.reason) for one in dossier.due_changes
    ]
    lines += [line for one in dossier.supplements for line in _supplement(one, unit_name)]
    for task in dossier.progress.tasks.values():
        if task.left:
            words = Words("Giao cơ quan khác giải quyết", "Given to another office")
            lines.append(_done("reassigned", words, task.left.at, task.left.to_agency_name))
        if task.dispatched_at:
            lines.append(_done("dispatched", ASKED if task.opinion_for else SENT, task.dispatched_at, task.agency_name))
        if task.acknowledged_at:
            lines.append(
                _done(
                    "acknowledged",
                    Words("Nơi giải quyết đã nhận", "Taken up by the office"),
                    task.acknowledged_at,
                    task.agency_name,
                    task.officer,
                )
            )
        if task.resumed_at:
            words = Words("Nơi giải quyết làm tiếp", "The office goes on")
            lines.append(_done("resumed", words, task.resumed_at, task.agency_name))
    lines += [line for one in dossier.payments for line in _payment(one, unit_name)]
    lines += [_done("lost", LOST, one.recorded_at, unit_name, note=one.what) for one in dossier.losses]
    lines += _endings(dossier, unit_name)
    return lines


def _supplement(one: Supplement, unit_name: str) -> list[Event]:
    who = one.asked_by if one.task_id else unit_name
    asked = Words("Yêu cầu bổ sung giấy tờ", "Further papers asked for")
    lines = [_done("supplement_asked", asked, one.requested_at, who, note=one.wanted)]
    if one.supplied:
        lines.append(_done("supplemented", Words("Đã nhận bổ sung", "Papers received"), one.supplied.answered_at, None))
    return lines


def _payment(one: PaymentDuty, unit_name: str) -> list[Event]:
    lines = [_done("payment_asked", Words("Yêu cầu nộp phí", "Fee asked for"), one.asked_at, unit_name)]
    if one.paid:
        lines.append(_done("paid", Words("Đã nộp phí", "Fee paid"), one.paid.paid_at, None))
    return lines


def _endings(dossier: Dossier, unit_name: str) -> list[Event]:
    lines = []
    decision = dossier.result
    if decision:
        granted = decision.outcome is Outcome.GRANTED
        words = (
            Words("Đã có kết quả", "Result ready") if granted else Words("Có văn bản từ chối", "Refused, with reasons")
        )
        lines.append(_done("decided", words, decision.decided_at, decision.agency_name, note=decision.note))
    if dossier.returned:
        lines.append(
            _done("returned", Words("Đã trả kết quả", "Result returned"), dossier.returned.returned_at, unit_name)
        )
        if dossier.returned.delivered_at:
            words = Words("Bưu chính đã phát kết quả", "Delivered by the post")
            lines.append(_done("delivered", words, dossier.returned.delivered_at, None))
    if dossier.stopped:
        words = Words("Dừng giải quyết hồ sơ", "Dossier stopped")
        lines.append(_done("stopped", words, dossier.stopped.stopped_at, unit_name, note=dossier.stopped.reason))
    if dossier.refusal:
        words = Words("Không tiếp nhận hồ sơ", "Dossier not accepted")
        lines.append(_done("refused", words, dossier.refusal.refused_at, unit_name, note=dossier.refusal.reason))
    if dossier.withdrawal:
        words = Words("Người nộp rút hồ sơ", "Withdrawn by the applicant")
        lines.append(_done("withdrawn", words, dossier.withdrawal.withdrawn_at, None))
    return lines


def _expected(dossier: Dossier, unit_name: str) -> list[Event]:
    lines: list[Event] = []
    if dossier.status.is_closed:
        return lines
    if dossier.asked:
        lines.append(
            Event(
                "supplemented",
                Words("Người nộp bổ sung giấy tờ", "The applicant sends the papers"),
                dossier.asked.respond_by,
                Mark.EXPECTED,
            )
        )
    elif dossier.owed:
        words = Words("Người nộp trả phí", "The applicant pays the fee")
        lines.append(Event("paid", words, dossier.owed.pay_by, Mark.EXPECTED))
    if dossier.acceptance is None:
        lines.append(
            Event(
                "accepted",
                Words("Tiếp nhận và hẹn ngày trả", "Acceptance, with a due date"),
                None,
                Mark.EXPECTED,
                unit_name,
            )
        )
    if dossier.decision is None:
        due_at = None if dossier.status in PAUSED else dossier.due_at
        lines.append(Event("decided", Words("Có kết quả", "Result"), due_at, Mark.EXPECTED))
    lines.append(Event("returned", Words("Trả kết quả", "Result returned"), None, Mark.EXPECTED, unit_name))
    return lines


def _done(kind: str, words: Words, at: datetime, who: str | None, officer: str | None = None, note: str = "") -> Event:
    return Event(kind, words, at, Mark.DONE, who, officer, note)
