"""Form 01: receipt and appointment, with the sum of its date, each agency's part, and which issue it replaces."""

from __future__ import annotations

from datetime import datetime

from services.intake.domain.acceptance import Acceptance
from services.intake.domain.dossier import Dossier
from services.intake.domain.dossier_code import DossierCode
from services.intake.domain.due_change import DueChangeKind
from services.intake.domain.due_words import counted_words, skipped_words
from services.intake.domain.errors import IllegalStep, Words
from services.intake.domain.form_copy import FormName
from services.intake.domain.parts import parts_of
from services.intake.use_cases.forms.agreed import reissue_of
from services.intake.use_cases.forms.filled import (
    Content,
    Filled,
    House,
    applicant_fields,
    authorised_fields,
    moment_words,
    return_place,
    short_moment,
)
from shared.ui.ledger_rows import table
from shared.working_time import Ledger
from shared.working_time.calendar import local

NOT_YET = Words(
    "Giấy tiếp nhận có khi hồ sơ được tiếp nhận",
    "There is a receipt once the dossier is accepted",
)

_MOVED_BY = {
    DueChangeKind.CALENDAR: "do lịch làm việc thay đổi",
    DueChangeKind.APOLOGY: "theo văn bản xin lỗi và đề nghị gia hạn",
    DueChangeKind.CORRECTION: "khi sửa giấy tiếp nhận",
}


def fill_receipt(dossier: Dossier, house: House) -> Filled:
    """Raises IllegalStep before acceptance."""
    acceptance = dossier.acceptance
    if acceptance is None:
        raise IllegalStep("no-receipt-yet", NOT_YET)
    due_at = dossier.due_at or acceptance.due_at
    code = DossierCode.read(dossier.code)
    ledger = dossier.ledger or acceptance.ledger
    again = reissue_of(dossier)
    content: Content = {
        **house.heading(),
        **applicant_fields(dossier),
        "authorised": authorised_fields(dossier.submitted_by),
        "components": [f"{name} (bản chính)" if original else name for name, original in dossier.procedure.components],
        "sets": "01",
        "limit": dossier.procedure.limit.words.vi,
        "received_at": moment_words(acceptance.accepted_at),
        "due_at": moment_words(acceptance.due_at),
        "due_short": short_moment(due_at),
        "moved": moment_words(due_at) if due_at != acceptance.due_at else None,
        "moved_why": _why_moved(dossier, acceptance, due_at),
        "return_place": return_place(dossier, house),
        "book": f"{house.field_of(dossier.procedure.code) or '……'}, năm {code.day.year}",
        "book_number": f"{code.day:%y%m%d}-{code.sequence:04d}",
        "sum": f"{counted_words(ledger)}; {skipped_words(ledger)}" if skipped_words(ledger) else counted_words(ledger),
        "ledger": _ledger_rows(ledger, house),
        "ledger_total": _total(ledger, house),
        "parts": _parts(dossier),
        "again": again.number - 1 if again else 0,
        "why_reissued": again.why or None if again else None,
        "submitter": (dossier.submitted_by or dossier.applicant.representative or dossier.applicant).name,
        "officer": house.person(acceptance.accepted_by),
        "hotline": house.hotline,
    }
    acted_at = again.issued_at if again else acceptance.accepted_at
    return Filled(FormName.RECEIPT, "", acted_at, due_at, content)


def _why_moved(dossier: Dossier, acceptance: Acceptance, due_at: datetime) -> str | None:
    """The last thing that moved the date, in a few words."""
    if due_at == acceptance.due_at:
        return None
    if dossier.due_changes and dossier.due_changes[-1].due_at == due_at:
        return _MOVED_BY[dossier.due_changes[-1].kind]
    return "sau khi bổ sung hồ sơ"


def _ledger_rows(ledger: Ledger, house: House) -> list[Content]:
    """The explained date, a line a day; no day is "today" on paper."""
    rows = table(ledger, house.calendar.hours, _long_ago(ledger), "vi").rows
    return [{"name": one.name, "note": one.note, "amount": one.amount} for one in rows]


def _total(ledger: Ledger, house: House) -> str:
    return table(ledger, house.calendar.hours, _long_ago(ledger), "vi").total


def _long_ago(ledger: Ledger) -> datetime:
    start = ledger.entries[0].start if ledger.entries else datetime(2000, 1, 1).astimezone()
    return local(start).replace(year=local(start).year - 10, day=1)


def _parts(dossier: Dossier) -> list[Content]:
    """Each agency's part as routing told it; an opinion that one agency asks of another is no part of the way."""
    return [
        {
            "agency": one.agency_name,
            "step": one.name.vi,
            "from": short_moment(one.since) if one.since else None,
            "due": short_moment(one.due_at) if one.due_at else None,
        }
        for one in parts_of(dossier)
        if not one.opinion
    ]
