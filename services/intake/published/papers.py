"""What intake tells of papers: which came as files, which were asked for and sent, which were lost."""

from __future__ import annotations

from datetime import UTC, datetime

from marshmallow import Schema, fields

from services.intake.domain.loss import Loss
from services.intake.domain.paper import PDF, Content, Findings, Paper, Scan, Source
from services.intake.domain.supplement import Supplement, Supplied, due_after_answer
from services.intake.published.dossier_head import CONTACT, ProcedureName
from services.intake.published.example import ACCEPTANCE, ACCEPTED, FILED, calendar
from services.intake.use_cases import facts
from shared.bus.published import Published


class ComponentName(Schema):
    name = fields.String(required=True)
    original = fields.Boolean(required=True)


class DocumentSent(Schema):
    """A paper that came as a file; its name stays behind, as people call their files by their names."""

    id = fields.String(required=True)
    component = fields.String(
        required=True, allow_none=True, metadata={"description": "which paper of the procedure's list; null for others"}
    )
    media_type = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "bytes"})
    sha256 = fields.String(required=True, metadata={"description": "of the whole file, hexadecimal"})
    pages = fields.Integer(required=True, allow_none=True, metadata={"description": "null while not counted"})
    source = fields.String(required=True, metadata={"description": "sent, digitised or reused"})


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
    also = fields.List(
        fields.String(), metadata={"description": "the tasks that had asked beside `task_id` and are answered with it"}
    )
    policy = fields.String(required=True, metadata={"description": "pause or restart"})
    due_revision = fields.Integer()
    documents = fields.List(fields.Nested(DocumentSent), metadata={"description": "papers that came as files, all"})


class DossierLost(Schema):
    """Papers of the dossier were lost at the office; ``what`` says which, and what is done about it."""

    procedure = fields.Nested(ProcedureName, required=True)
    recorded_at = fields.AwareDateTime(required=True)
    what = fields.String(required=True)


PAPER = Paper(
    id="0b5c1d7a4e8f4a1c9d2e3f4a5b6c7d8e",
    version=2,
    dossier="H99.11-261005-0001",
    unit="H99.11",
    name="don.pdf",
    content=Content("0b5c1d7a4e8f4a1c9d2e3f4a5b6c7d8e", PDF, 812_345, "5f" * 32),
    source=Source.SENT,
    added_at=datetime(2026, 10, 5, 0, 50, tzinfo=UTC),
    added_by="owner:H99.11-261005-0001",
    scan=Scan.CLEAN,
    component=1,
    findings=Findings(pages=2),
)
_WANTED = "Bản sao chứng chỉ hành nghề của người chịu trách nhiệm chuyên môn"
_TASK = "H99.11-261005-0001:1"
_ASKED_AT, RESPOND_BY = datetime(2026, 10, 6, 3, 0, tzinfo=UTC), datetime(2026, 10, 27, 3, 0, tzinfo=UTC)
_SUPPLEMENT = Supplement(
    _TASK,
    "Phòng Nghiệp vụ Y Dược",
    _WANTED,
    "Bản trong hồ sơ đã hết hạn",
    _ASKED_AT,
    RESPOND_BY,
    "agency:H99.11.02",
)
ASKED = ACCEPTED.ask_for_agency(_SUPPLEMENT)
_ANSWERED_AT = datetime(2026, 10, 8, 3, 0, tzinfo=UTC)
_SUPPLIED = Supplied(
    _ANSWERED_AT,
    "owner:H99.11-261005-0001",
    "Đã nộp bản sao mới",
    *due_after_answer(
        calendar(),
        ACCEPTANCE.ledger,
        _SUPPLEMENT,
        _ANSWERED_AT,
        FILED.procedure.supplement,
        FILED.procedure.limit,
        FILED.procedure.cut_off,
    ),
)
SUPPLEMENTED = ASKED.supply(_SUPPLIED)
_LOSS = Loss(
    datetime(2026, 10, 7, 3, 0, tzinfo=UTC),
    "staff:reception",
    "Thất lạc bản sao giấy tờ pháp lý; chúng tôi xin cấp lại bản khác",
)
LOST = ACCEPTED.lose(_LOSS)
PUBLISHED = (
    Published(facts.SUPPLEMENT_REQUESTED, SupplementRequested, facts.supplement_requested(ASKED, _SUPPLEMENT), CONTACT),
    Published(
        facts.SUPPLEMENTED,
        DossierSupplemented,
        facts.supplemented(SUPPLEMENTED, _SUPPLEMENT, _SUPPLIED, papers=(PAPER,)),
        CONTACT,
    ),
    Published(facts.LOST, DossierLost, facts.lost(LOST, _LOSS), CONTACT),
)
