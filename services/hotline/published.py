"""What hotline tells on the bus: schema, personal fields and golden example of each event type."""

from __future__ import annotations

from datetime import UTC, date, datetime

from marshmallow import Schema, fields, validate

from services.hotline.domain.contact import Contact
from services.hotline.domain.inside.agency_task import AgencyTask
from services.hotline.domain.kinds import Channel, Kind, Topic
from services.hotline.domain.petition import Petition, PublicAnswer, Status
from services.hotline.use_cases import facts
from services.hotline.use_cases.inside import ask_agency
from shared.bus.published import Published

CONTACT = ("name", "phone", "email", "language")


class PetitionHead(Schema):
    """Which petition; ``dossier`` is the one whose owner was verified, null where there is none."""

    code = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["feedback", "proposal"]))
    topic = fields.String(required=True, validate=validate.OneOf([one.value for one in Topic]))
    dossier = fields.String(required=True, allow_none=True)


class PetitionReceived(PetitionHead):
    """A petition was taken, to be answered by ``due_at``. Complaints and denunciations are never told."""

    channel = fields.String(required=True, validate=validate.OneOf([one.value for one in Channel]))
    received_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True)


class PetitionAnswered(PetitionHead):
    """``answer`` is public: whoever petitioned is told it."""

    answered_at = fields.AwareDateTime(required=True)
    answer = fields.String(required=True)


class TaskAsked(Schema):
    """The desk asks an agency about a dossier; which petition it is for is not told."""

    dossier = fields.String(required=True)
    agency = fields.String(required=True)
    question = fields.String(required=True, metadata={"description": "what the agency is asked, in the desk's words"})
    hours = fields.Float(required=True, allow_none=True)


def _petition() -> Petition:
    return Petition(
        id="PA-261005-0001",
        version=1,
        kind=Kind.FEEDBACK,
        topic=Topic.LATENESS,
        channel=Channel.PHONE,
        text="Giấy hẹn thứ Sáu mà cô ở quầy nói thứ Năm, tôi muốn biết ngày nào đúng.",
        language="vi",
        anonymous=False,
        key_hash="0" * 64,
        received_at=datetime(2026, 10, 5, 2, 10, tzinfo=UTC),
        received_by="staff:operator",
        due_at=datetime(2026, 10, 14, 2, 10, tzinfo=UTC),
        rules_of=date(2025, 7, 1),
        status=Status.RECEIVED,
        dossier="H99.11-261005-0001",
    )


CALLER = Contact("Nguyễn Văn Tâm", "+84900000127")
RECEIVED = _petition()
_ASSIGNED = RECEIVED.assigned("petition-officer", datetime(2026, 10, 5, 3, 0, tzinfo=UTC), "staff:operator")
_ANSWER = PublicAnswer(
    "Giấy hẹn thứ Sáu là đúng: hồ sơ nhận lúc nghỉ trưa nên tính từ 13:30.",
    datetime(2026, 10, 6, 2, 0, tzinfo=UTC),
    "staff:petition-officer",
)
ANSWERED = _ASSIGNED.answered(_ANSWER, "petition-officer")

AGENCY_TASK = AgencyTask(
    "3f1c2a9e5b7d4c6f8a0b1c2d3e4f5a6b", 1, "PA-261005-0001", "H99.11-261005-0001", "H99.11.02",
    "Phòng Nghiệp vụ Y Dược", "Vì sao hồ sơ này chậm so với giấy hẹn?", datetime(2026, 10, 6, 2, 0, tzinfo=UTC),
    "staff:petition-officer", 8.0,
)  # fmt: skip

PUBLISHED = (
    Published(facts.RECEIVED, PetitionReceived, facts.received(RECEIVED, CALLER), CONTACT),
    Published(facts.ANSWERED, PetitionAnswered, facts.answered(ANSWERED, CALLER), CONTACT),
    Published(ask_agency.ASKED, TaskAsked, ask_agency.asked(AGENCY_TASK)),
)
