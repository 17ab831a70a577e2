"""Steps that give an accepted dossier another date: the calendar changed, an apology, a correction of its receipt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.intake.domain.date_rules import ApologyRule
from services.intake.domain.dossier import Dossier
from services.intake.domain.due_change import DueChange, DueChangeKind, receipt_of
from services.intake.domain.due_dates import recounted
from services.intake.domain.errors import FieldFault, IllegalStep, InvalidRequest, Words
from services.intake.domain.procedure_taken import ProcedureTaken
from services.intake.domain.status import PAUSED, RUNNING
from shared.working_time import Calendar, extended, next_worked, remaining
from shared.working_time.calendar import local

LONGEST_EXTENSION = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Act:
    """Who does it, when, and the reason that the applicant reads."""

    at: datetime
    by: str
    reason: str
    reason_en: str = ""


def recount(dossier: Dossier, calendar: Calendar, act: Act) -> Dossier:
    """The open dossier with the date that this calendar gives; itself where that is the date it has.

    While the applicant is waited for, the date from before the wait is counted anew: what was waited is added to it by
    the answer. Raises CalendarExhausted.
    """
    if dossier.acceptance is None or dossier.due_at is None or dossier.status not in RUNNING | PAUSED:
        return dossier
    due_at, ledger = recounted(
        calendar, dossier.procedure, dossier.acceptance.accepted_at, dossier.waits, dossier.due_changes
    )
    if due_at == dossier.due_at:
        return dossier
    change = DueChange(
        DueChangeKind.CALENDAR,
        act.at,
        act.by,
        act.reason,
        dossier.due_at,
        due_at,
        ledger,
        len(dossier.waits),
        act.reason_en,
    )
    return _with(dossier, change)


def apologise(dossier: Dossier, calendar: Calendar, rule: ApologyRule, promised: datetime, act: Act) -> Dossier:
    """The dossier with the date promised with an apology: once, in time before the old date, and later than that.

    Raises IllegalStep, InvalidRequest for a date that cannot be promised.
    """
    if dossier.due_at is None or dossier.ledger is None or dossier.status not in RUNNING:
        raise _illegal(
            dossier,
            "not-apologisable",
            Words(
                "Chỉ xin lỗi và hẹn lại khi hồ sơ đang được giải quyết và có ngày hẹn",
                "A new date is given while the dossier is worked on and has a date",
            ),
        )
    if sum(one.kind is DueChangeKind.APOLOGY for one in dossier.due_changes) >= rule.most:
        raise _illegal(
            dossier,
            "already-apologised",
            Words(f"Chỉ được hẹn lại {rule.most} lần", f"A new date is given at most {rule.most} time(s)"),
        )
    if remaining(calendar, act.at, dossier.due_at) < rule.notice:
        days = rule.words_of_notice
        raise _illegal(
            dossier,
            "too-late-to-apologise",
            Words(
                f"Phải xin lỗi trước ngày hẹn ít nhất {days.vi}",
                f"The apology must come {days.en} or more before the due date",
            ),
        )
    _check_promise(calendar, dossier.due_at, promised)
    due_at, ledger = extended(calendar, dossier.ledger, promised)
    change = DueChange(
        DueChangeKind.APOLOGY,
        act.at,
        act.by,
        act.reason,
        dossier.due_at,
        due_at,
        ledger,
        len(dossier.waits),
        act.reason_en,
        promised_at=promised,
    )
    return _with(dossier, change)


def correct(
    dossier: Dossier, calendar: Calendar, procedure: ProcedureTaken, accepted_at: datetime, act: Act
) -> Dossier:
    """The dossier under the right procedure, accepted at the right time, with the date that follows from them and a new
    issue of its receipt.

    Raises IllegalStep (also where another procedure is named while papers are waited for: their request belongs to the
    old one), InvalidRequest.
    """
    known = dossier.acceptance
    if known is None or dossier.due_at is None or dossier.decision or dossier.status not in RUNNING | PAUSED:
        raise _illegal(
            dossier,
            "not-correctable",
            Words(
                "Chỉ sửa được hồ sơ đã tiếp nhận và chưa có kết quả",
                "Only an accepted dossier without a result is corrected",
            ),
        )
    other = procedure.code != dossier.procedure.code
    if other and dossier.status not in RUNNING:
        raise _illegal(
            dossier,
            "not-correctable-while-waiting",
            Words(
                "Đổi thủ tục khi hồ sơ không còn chờ người nộp",
                "The procedure is corrected once the applicant is not waited for any more",
            ),
        )
    _check_acceptance(dossier, procedure, accepted_at, act.at)
    due_at, ledger = recounted(calendar, procedure, accepted_at, dossier.waits, dossier.due_changes)
    limit_due, limit_ledger = procedure.limit.due(calendar, accepted_at, procedure.cut_off)
    acceptance = replace(known, accepted_at=accepted_at, due_at=limit_due, ledger=limit_ledger)
    change = DueChange(
        DueChangeKind.CORRECTION,
        act.at,
        act.by,
        act.reason,
        dossier.due_at,
        due_at,
        ledger,
        len(dossier.waits),
        act.reason_en,
    )
    receipts = dossier.receipts or (receipt_of(1, known.accepted_at, known.accepted_by, dossier.procedure, known),)
    reissued = replace(receipt_of(len(receipts) + 1, act.at, act.by, procedure, acceptance, act.reason), due_at=due_at)
    return replace(
        _with(dossier, change),
        procedure=procedure,
        acceptance=acceptance,
        receipts=(*receipts, reissued),
        reroutings=dossier.reroutings + other,
    )


def _with(dossier: Dossier, change: DueChange) -> Dossier:
    return replace(dossier, version=dossier.version + 1, due_changes=(*dossier.due_changes, change))


def _check_promise(calendar: Calendar, due_at: datetime, promised: datetime) -> None:
    if promised <= due_at:
        told = Words("Ngày hẹn mới phải sau ngày hẹn cũ", "The new date must be later than the old one")
    elif promised - due_at > LONGEST_EXTENSION:
        told = Words("Ngày hẹn mới quá xa", "The new date is too far away")
    elif next_worked(calendar, promised) != local(promised):
        told = Words("Ngày hẹn mới phải nằm trong giờ làm việc", "The new date must lie in working hours")
    else:
        return
    raise InvalidRequest((FieldFault("/due_at", told),))


def _check_acceptance(dossier: Dossier, procedure: ProcedureTaken, accepted_at: datetime, now: datetime) -> None:
    known = dossier.acceptance
    if known is not None and (procedure, accepted_at) == (dossier.procedure, known.accepted_at):
        same = Words("Chưa sửa gì so với giấy tiếp nhận", "Nothing differs from the receipt")
        raise InvalidRequest((FieldFault("/procedure", same),))
    told = None
    if accepted_at > now:
        told = Words("Ngày giờ tiếp nhận không thể ở tương lai", "The time of acceptance cannot lie in the future")
    elif now - accepted_at > LONGEST_EXTENSION:
        told = Words("Ngày giờ tiếp nhận quá xa trước đây", "The time of acceptance lies too far back")
    if told is not None:
        raise InvalidRequest((FieldFault("/accepted_at", told),))


def _illegal(dossier: Dossier, slug: str, words: Words) -> IllegalStep:
    here = dossier.status.words
    return IllegalStep(
        slug, Words(f"{words.vi}; hồ sơ đang ở bước: {here.vi}.", f"{words.en}; the dossier stands at: {here.en}.")
    )
