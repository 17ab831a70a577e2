"""What intake tells on the bus: schema, personal fields and golden example of each event type."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

from marshmallow import Schema, fields

from services.intake.domain.acceptance import Acceptance
from services.intake.domain.channel import Channel
from services.intake.domain.dossier import Dossier
from services.intake.domain.endings import Refusal, Withdrawal
from services.intake.domain.errors import Words
from services.intake.domain.personal import Applicant, ApplicantKind
from services.intake.domain.procedure import LimitKind, TimeLimit
from services.intake.domain.procedure_taken import ProcedureTaken
from services.intake.domain.progress import Decision, Outcome, Progress
from services.intake.domain.returning import ReceivedBy, Returned, ReturnMethod
from services.intake.domain.supplement import Supplement, Supplied, due_after_answer
from services.intake.use_cases import facts
from shared.bus.published import Published
from shared.working_time import Calendar, Off, Reason, SpecialDay
from shared.working_time.calendar import DEFAULT_DAY

CONTACT = ("name", "phone", "email", "language")


class ProcedureName(Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)
    name_en = fields.String(required=True)


class DossierFiled(Schema):
    """A dossier was given its code; nobody has looked at it yet."""

    procedure = fields.Nested(ProcedureName, required=True)
    channel = fields.String(required=True)
    applicant_kind = fields.String(required=True)
    filed_at = fields.AwareDateTime(required=True)


class ComponentName(Schema):
    name = fields.String(required=True)
    original = fields.Boolean(required=True)


class DossierAccepted(Schema):
    """The clock runs: ``working_hours`` is the whole limit, null where it is not counted in working time."""

    procedure = fields.Nested(ProcedureName, required=True)
    agency = fields.String(required=True, metadata={"description": "code of the reception unit"})
    accepted_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True)
    working_hours = fields.Integer(required=True, allow_none=True)
    priority = fields.Boolean(required=True)
    applicant_kind = fields.String(required=True)
    components = fields.List(fields.Nested(ComponentName), required=True)


class DossierRefused(Schema):
    """The reception unit does not take the dossier; ``reason`` is written for the applicant."""

    procedure = fields.Nested(ProcedureName, required=True)
    refused_at = fields.AwareDateTime(required=True)
    reason = fields.String(required=True)


class SupplementRequested(Schema):
    """The applicant is asked for papers: by the reception unit before acceptance, or by the agency of ``task_id``."""

    procedure = fields.Nested(ProcedureName, required=True)
    requested_at = fields.AwareDateTime(required=True)
    asked_by = fields.String(required=True, metadata={"description": "name of the office"})
    wanted = fields.String(required=True)
    reason = fields.String(required=True)
    respond_by = fields.AwareDateTime(required=True)
    task_id = fields.String(required=True, allow_none=True)


class DossierSupplemented(Schema):
    """The applicant answered. ``due_at`` is the new date, null before acceptance; ``policy`` says how it came about."""

    procedure = fields.Nested(ProcedureName, required=True)
    supplemented_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    task_id = fields.String(required=True, allow_none=True)
    policy = fields.String(required=True, metadata={"description": "pause or restart"})


class DossierWithdrawn(Schema):
    """The applicant took the dossier back; ``accepted`` says whether a case had been opened for it."""

    procedure = fields.Nested(ProcedureName, required=True)
    withdrawn_at = fields.AwareDateTime(required=True)
    accepted = fields.Boolean(required=True)


class ResultReady(Schema):
    """The case was decided; the result waits for its applicant."""

    procedure = fields.Nested(ProcedureName, required=True)
    decision = fields.String(required=True, metadata={"description": "granted or denied"})
    ready_at = fields.AwareDateTime(required=True)


class DossierReturned(Schema):
    """The result is with its applicant: the dossier's way ends here."""

    procedure = fields.Nested(ProcedureName, required=True)
    returned_at = fields.AwareDateTime(required=True)
    method = fields.String(required=True, metadata={"description": "counter, post or electronic"})


class SpecialDayData(Schema):
    """A day off (``off`` says of which kind) or one worked at ``hours`` though its week does not."""

    day = fields.Date(required=True)
    off = fields.String(required=True, allow_none=True)
    hours = fields.List(fields.List(fields.String()), required=True)
    reason = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class CalendarChanged(Schema):
    """The whole working calendar: seven days of hours, Monday first, and the days that differ."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    weekly = fields.List(fields.List(fields.List(fields.String())), required=True)
    special = fields.List(fields.Nested(SpecialDayData), required=True)


def _calendar() -> Calendar:
    off, worked = date(2026, 8, 31), date(2026, 8, 22)
    return Calendar(
        "ha-son",
        3,
        special={
            off: SpecialDay(
                off,
                Reason("Nghỉ hoán đổi, làm bù thứ Bảy 22/8/2026", "Day off in exchange for Saturday 22 August 2026"),
                Off.SWAPPED,
            ),
            worked: SpecialDay(
                worked,
                Reason("Làm bù cho thứ Hai 31/8/2026", "Worked in exchange for Monday 31 August"),
                None,
                DEFAULT_DAY,
            ),
        },
    )


def _dossier() -> Dossier:
    name = Words("Cấp giấy phép hoạt động đối với cơ sở khám bệnh, chữa bệnh", "Operating licence of a clinic")
    limit = TimeLimit(LimitKind.WORKING_DAYS, Decimal(5))
    taken = ProcedureTaken(
        "1.012278",
        1,
        name,
        limit,
        cut_off=time(15),
        components=(("Đơn đề nghị theo mẫu", True), ("Bản sao giấy tờ pháp lý của cơ sở", False)),
    )
    applicant = Applicant(
        ApplicantKind.BUSINESS,
        "Công ty TNHH Phòng khám Sen Hồng",
        "12 Trần Phú, phường Hà Sơn",
        tax_code="0101234567",
        phone="+84912345678",
        email="lienhe@senhong.example",
    )
    return Dossier(
        "H99.11-261005-0001",
        1,
        "H99.11",
        taken,
        Channel.ONLINE,
        applicant,
        ReturnMethod.COUNTER,
        datetime(2026, 10, 5, 0, 45, tzinfo=UTC),
        "public",
        "0" * 64,
    )


FILED = _dossier()
_AT = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)
_ACCEPTANCE = Acceptance(_AT, "staff:reception", *FILED.procedure.limit.due(_calendar(), _AT, time(15)))
ACCEPTED = FILED.accept(_ACCEPTANCE)
_REFUSAL = Refusal(_AT, "staff:reception", "Thủ tục này nộp tại cơ sở giáo dục, không nộp tại Sở Y tế")
REFUSED = FILED.refuse(_REFUSAL)
_WANTED = "Bản sao chứng chỉ hành nghề của người chịu trách nhiệm chuyên môn"
_TASK = "H99.11-261005-0001:1"
_ASKED_AT, _RESPOND_BY = datetime(2026, 10, 6, 3, 0, tzinfo=UTC), datetime(2026, 10, 27, 3, 0, tzinfo=UTC)
_SUPPLEMENT = Supplement(
    _TASK,
    "Phòng Nghiệp vụ Y Dược",
    _WANTED,
    "Bản trong hồ sơ đã hết hạn",
    _ASKED_AT,
    _RESPOND_BY,
    "agency:H99.11.02",
)
ASKED = ACCEPTED.ask_for_agency(_SUPPLEMENT)
_ANSWERED_AT = datetime(2026, 10, 8, 3, 0, tzinfo=UTC)
_SUPPLIED = Supplied(
    _ANSWERED_AT,
    "owner:H99.11-261005-0001",
    "Đã nộp bản sao mới",
    *due_after_answer(
        _calendar(),
        _ACCEPTANCE.ledger,
        _SUPPLEMENT,
        _ANSWERED_AT,
        FILED.procedure.supplement,
        FILED.procedure.limit,
        FILED.procedure.cut_off,
    ),
)
SUPPLEMENTED = ASKED.supply(_SUPPLIED)
_WITHDRAWAL = Withdrawal(datetime(2026, 10, 7, 2, 0, tzinfo=UTC), "owner:H99.11-261005-0001")
WITHDRAWN = ACCEPTED.withdraw(_WITHDRAWAL)
_DECISION = Decision(
    Outcome.GRANTED, datetime(2026, 10, 9, 3, 20, tzinfo=UTC), "H99.11.02", "Phòng Nghiệp vụ Y", told=4
)
DONE = ACCEPTED.follow(Progress().with_decision(_DECISION))
_RETURNED = Returned(
    datetime(2026, 10, 12, 2, 5, tzinfo=UTC), "staff:reception", ReturnMethod.COUNTER, ReceivedBy.APPLICANT
)
GIVEN_BACK = DONE.give_back(_RETURNED)
PUBLISHED = (
    Published(facts.FILED, DossierFiled, facts.filed(FILED), CONTACT),
    Published(facts.ACCEPTED, DossierAccepted, facts.accepted(ACCEPTED, _ACCEPTANCE), (*CONTACT, "address")),
    Published(facts.REFUSED, DossierRefused, facts.refused(REFUSED, _REFUSAL), CONTACT),
    Published(
        facts.SUPPLEMENT_REQUESTED,
        SupplementRequested,
        facts.supplement_requested(ASKED, _SUPPLEMENT),
        CONTACT,
    ),
    Published(facts.SUPPLEMENTED, DossierSupplemented, facts.supplemented(SUPPLEMENTED, _SUPPLEMENT, _SUPPLIED)),
    Published(facts.WITHDRAWN, DossierWithdrawn, facts.withdrawn(WITHDRAWN, _WITHDRAWAL), CONTACT),
    Published(facts.RESULT_READY, ResultReady, facts.result_ready(DONE, _DECISION), CONTACT),
    Published(facts.RETURNED, DossierReturned, facts.returned(GIVEN_BACK, _RETURNED), CONTACT),
    Published(facts.CALENDAR_CHANGED, CalendarChanged, facts.calendar_changed(_calendar(), 3)),
)
