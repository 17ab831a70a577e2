"""What hotline tells on the bus: schema, personal fields and golden example of each event type."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from marshmallow import Schema, fields, validate

from services.hotline.domain.answers.survey import Aspect, Opinion, Rating, Survey
from services.hotline.domain.clocks import steps
from services.hotline.domain.clocks.escalation import Escalation, Matter, Told
from services.hotline.domain.clocks.limits import Role, read_limits
from services.hotline.domain.clocks.pause import PauseReason
from services.hotline.domain.contact import Contact
from services.hotline.domain.inside.agency_task import AgencyTask
from services.hotline.domain.kinds import Channel, Kind, Topic
from services.hotline.domain.petition import Petition, PublicAnswer, Status
from services.hotline.use_cases import facts
from services.hotline.use_cases.inside import ask_agency
from shared.bus.published import Published
from shared.working_time import Calendar

OWN_FIGURES = "the hotline's own page counts opinions; the score of the whole house will read them"
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
    due_at = fields.AwareDateTime(
        required=False, allow_none=True, metadata={"description": "by when it was to be answered"}
    )


class PetitionUpdated(PetitionHead):
    """Whoever petitioned is told how it goes on in ``text``, which is public; with ``reply_by`` something is asked of
    them, and the clocks stand still until then. ``due_at`` is the answer's date as it stands."""

    told_at = fields.AwareDateTime(required=True, metadata={"description": "when it was said"})
    text = fields.String(required=True, metadata={"description": "what is said to whoever petitioned"})
    due_at = fields.AwareDateTime(required=True)
    reply_by = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "until when a reply is waited for; null where none is"}
    )


class PetitionReopened(PetitionHead):
    """After its answer it is looked into once more, to be answered by ``due_at``; the ``times``-th time."""

    reopened_at = fields.AwareDateTime(required=True, metadata={"description": "when it was reopened"})
    due_at = fields.AwareDateTime(required=True)
    times = fields.Integer(required=True, metadata={"description": "how often it was reopened, this time included"})


class PetitionEscalated(PetitionHead):
    """Somebody is told that something is the matter with a petition, once for each level. The subject names what."""

    matter = fields.String(
        required=True, validate=validate.OneOf([one.value for one in Matter]),
        metadata={"description": "what is the matter"},
    )  # fmt: skip
    since = fields.AwareDateTime(required=True, metadata={"description": "since when it is so"})
    due_at = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "the date that was missed; null where none was"}
    )
    officer = fields.String(required=True, allow_none=True, metadata={"description": "account; null for nobody"})
    unit = fields.String(required=True, metadata={"description": "code of the unit that has it"})
    to = fields.String(
        required=True, validate=validate.OneOf([one.value for one in Role]), metadata={"description": "who is told"}
    )
    level = fields.Integer(required=True, metadata={"description": "how far up the chain, from 1"})
    at = fields.AwareDateTime(required=True)


class SurveyAsked(PetitionHead):
    """Whoever petitioned may say until ``open_until`` whether they are content; the personal block has the word that
    opens the page (``token``)."""

    answered_at = fields.AwareDateTime(required=True)
    asked_at = fields.AwareDateTime(required=True)
    open_until = fields.AwareDateTime(required=True, metadata={"description": "until when an opinion is taken"})


class PetitionRated(PetitionHead):
    """What whoever petitioned thinks of the answer; told again, the newer opinion holds."""

    answered_at = fields.AwareDateTime(required=True)
    rated_at = fields.AwareDateTime(required=True)
    opinion = fields.String(
        required=True,
        validate=validate.OneOf([one.value for one in Opinion]),
        metadata={"description": "whether whoever petitioned is content: satisfied, partly, unsatisfied"},
    )
    aspects = fields.List(
        fields.String(validate=validate.OneOf([one.value for one in Aspect])),
        required=True,
        metadata={"description": "what was not right, as they chose"},
    )
    channel = fields.String(required=True, validate=validate.OneOf([one.value for one in Channel]))


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

_RULES = read_limits(json.loads((Path(__file__).parent / "data" / "clocks.json").read_text("utf-8"))["versions"])
_QUESTION = "Xin cho biết bà đến quầy ngày nào, để chúng tôi hỏi đúng người trực hôm đó."
WAITING = replace(
    steps.paused(
        _ASSIGNED, PauseReason.PETITIONER, 5, _QUESTION, datetime(2026, 10, 6, 2, 0, tzinfo=UTC),
        "staff:petition-officer", _RULES.versions[0], Calendar("ha-son"),
    ),
    version=3,
)  # fmt: skip
REOPENED = steps.reopened(
    ANSWERED, "Câu trả lời chưa nói ai xin lỗi.", datetime(2026, 10, 8, 2, 0, tzinfo=UTC), "public",
    _RULES.versions[0], Calendar("ha-son"),
)  # fmt: skip
_SINCE = datetime(2026, 10, 14, 2, 10, 1, tzinfo=UTC)
LATE = Escalation(
    f"{_ASSIGNED.id}:solution:1791166200", Matter.SOLUTION, _SINCE, _ASSIGNED.due_at, _SINCE,
    (Told(1, Role.OFFICER, _SINCE), Told(2, Role.LEADER, datetime(2026, 10, 14, 7, 40, 1, tzinfo=UTC))),
)  # fmt: skip
UNREAD = "for the weekly review; staff have no addresses, so the hotline's page /hotline/desk/escalations tells them"
_ASKED_AT = datetime(2026, 10, 6, 3, 0, tzinfo=UTC)
_ASKED = Survey("PA-261005-0001", 1, Topic.LATENESS, _ANSWER.at, datetime(2026, 11, 5, 2, 0, tzinfo=UTC), _ASKED_AT)
SURVEYED = ANSWERED.surveyed(_ASKED_AT, "service:hotline")
_RATING = Rating(Opinion.PARTLY, datetime(2026, 10, 6, 11, 0, tzinfo=UTC), Channel.SMS, frozenset({Aspect.SLOW}))
RATED = SURVEYED.rated(_RATING.at, "public", _RATING.opinion.value)
AGENCY_TASK = AgencyTask(
    "3f1c2a9e5b7d4c6f8a0b1c2d3e4f5a6b", 1, "PA-261005-0001", "H99.11-261005-0001", "H99.11.02",
    "Phòng Nghiệp vụ Y Dược", "Vì sao hồ sơ này chậm so với giấy hẹn?", datetime(2026, 10, 6, 2, 0, tzinfo=UTC),
    "staff:petition-officer", 8.0,
)  # fmt: skip

PUBLISHED = (
    Published(facts.RECEIVED, PetitionReceived, facts.received(RECEIVED, CALLER), CONTACT),
    Published(facts.ANSWERED, PetitionAnswered, facts.answered(ANSWERED, CALLER), CONTACT),
    Published(
        facts.UPDATED,
        PetitionUpdated,
        facts.updated(WAITING, CALLER, _QUESTION, WAITING.pauses[-1].begun_at, WAITING.pauses[-1].until),
        CONTACT,
    ),
    Published(facts.REOPENED, PetitionReopened, facts.reopened(REOPENED, CALLER, REOPENED.history[-1].at), CONTACT),
    Published(facts.ESCALATED, PetitionEscalated, facts.escalated(_ASSIGNED, "petitions", LATE), unread_because=UNREAD),
    Published(
        facts.SURVEY_ASKED,
        SurveyAsked,
        facts.survey_asked(SURVEYED, _ASKED, CALLER, "K7MP-3XQA-9RTC-WH4E"),
        (*CONTACT, "token"),
    ),
    Published(facts.RATED, PetitionRated, facts.rated(RATED, _ASKED.rated(_RATING)), unread_because=OWN_FIGURES),
    Published(ask_agency.ASKED, TaskAsked, ask_agency.asked(AGENCY_TASK)),
)
