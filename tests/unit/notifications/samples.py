"""Messages, events and a writing desk for tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from services.notifications.consumed import SCHEMAS
from services.notifications.domain.message import FOR_EVERYBODY, Channel, Message, Status, Writing, message_id
from services.notifications.domain.sending_rules import read_sending_rules
from services.notifications.domain.words.seed import read_templates
from services.notifications.settings import DATA
from services.notifications.use_cases.queue_messages import Desk
from services.notifications.use_cases.wording import House
from shared.bus.forgiving import forgiving
from shared.bus.reading import Received

NOW = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)
TEMPLATES = read_templates(json.loads((DATA / "templates.json").read_text("utf-8")))
HOUSE = House({"vi": "Bộ phận Một cửa", "en": "One-stop desk"}, "1800 0000", "http://localhost:8080/tracking")
RULES = read_sending_rules(json.loads((DATA / "sending.json").read_text("utf-8")))
DESK = Desk(TEMPLATES, HOUSE, frozenset(FOR_EVERYBODY), RULES)
PERSON = {"name": "Nguyễn Thị Bích Đào", "phone": "+84912345127", "email": "bichdao@thu.example", "language": "vi"}
PROCEDURE = {"code": "1.012278", "name": "Cấp giấy phép hoạt động", "name_en": "Operating licence"}
DOSSIER, PETITION = "H99.11-261005-0001", "PA-261005-0007"
EVENTS: Mapping[str, Mapping[str, Any]] = {
    "intake.dossier.filed.v1": {"procedure": PROCEDURE, "filed_at": "2026-10-05T07:45:00+07:00"},
    "intake.dossier.accepted.v1": {"procedure": PROCEDURE, "due_at": "2026-10-12T08:00:00+07:00"},
    "intake.dossier.supplement_requested.v1": {
        "procedure": PROCEDURE, "requested_at": "2026-10-06T08:00:00+07:00", "wanted": "Bản sao bằng đại học",
        "reason": "Bản đã nộp bị mờ", "respond_by": "2026-10-27", "asked_by": "Phòng Nghiệp vụ Y",
    },
    "intake.dossier.result_ready.v1": {"procedure": PROCEDURE, "decision": "granted"},
    "intake.dossier.returned.v1": {"procedure": PROCEDURE, "returned_at": "2026-10-12T09:05:00+07:00"},
    "intake.dossier.refused.v1": {"procedure": PROCEDURE, "reason": "Không thuộc thẩm quyền của Sở"},
    "intake.dossier.withdrawn.v1": {"procedure": PROCEDURE, "withdrawn_at": "2026-10-06T07:45:00+07:00"},
    "intake.dossier.due_changed.v1": {
        "procedure": PROCEDURE, "kind": "apology", "due_before": "2026-10-12T08:00:00+07:00",
        "due_at": "2026-10-15T10:00:00+07:00", "reason": "Đoàn thẩm định đến muộn vì mưa bão", "reason_en": None,
        "paused": False,
    },
    "intake.dossier.corrected.v1": {
        "procedure": PROCEDURE, "procedure_before": {"code": "1.014011", "name": "Điều chỉnh giấy phép hoạt động"},
        "due_at": "2026-10-15T10:00:00+07:00", "reason": "Ghi nhầm thủ tục khi tiếp nhận",
    },
    "intake.dossier.supplemented.v1": {"procedure": PROCEDURE, "due_at": "2026-10-15T10:00:00+07:00"},
    "intake.dossier.payment_requested.v1": {
        "procedure": PROCEDURE, "requested_at": "2026-10-05T15:00:00+07:00", "amount": 1_500_000, "fees": [],
        "pay_by": "2026-10-26T15:00:00+07:00",
    },
    "intake.dossier.paid.v1": {
        "procedure": PROCEDURE, "paid_at": "2026-10-06T09:30:00+07:00", "amount": 1_500_000,
        "receipt_number": "BL-0001234", "due_at": "2026-10-13T09:30:00+07:00",
    },
    "intake.dossier.refund_due.v1": {
        "procedure": PROCEDURE, "noted_at": "2026-10-07T08:00:00+07:00", "case": "withdrawn",
        "case_name": "Người nộp rút hồ sơ", "case_name_en": "The dossier was withdrawn", "amount": 1_500_000,
    },
    "intake.dossier.refunded.v1": {
        "procedure": PROCEDURE, "refunded_at": "2026-10-08T09:00:00+07:00", "case": "withdrawn", "amount": 1_500_000,
        "means": "cash", "number": "PC-0042",
    },
    "intake.dossier.stopped.v1": {
        "procedure": PROCEDURE, "stopped_at": "2026-10-28T09:00:00+07:00", "ground": "no_answer",
        "reason": "Quá thời hạn bổ sung", "accepted": True,
    },
    "intake.dossier.lost.v1": {
        "procedure": PROCEDURE, "recorded_at": "2026-10-07T10:00:00+07:00", "what": "Thất lạc bản sao giấy đăng ký",
    },
    "hotline.petition.received.v1": {"kind": "delay", "received_at": "2026-10-05T07:45:00+07:00",
                                     "due_at": "2026-10-14T09:10:00+07:00"},
    "hotline.petition.answered.v1": {"kind": "delay", "answered_at": "2026-10-06T07:45:00+07:00",
                                     "answer": "Kết quả đã gửi qua bưu chính."},
    "hotline.petition.updated.v1": {"kind": "delay", "told_at": "2026-10-06T07:45:00+07:00",
                                    "text": "Xin cho biết bà đến quầy ngày nào.",
                                    "reply_by": "2026-10-13T09:00:00+07:00"},
    "hotline.petition.reopened.v1": {"kind": "delay", "due_at": "2026-10-15T09:00:00+07:00"},
    "hotline.petition.survey_asked.v1": {"kind": "delay", "answered_at": "2026-10-06T07:45:00+07:00",
                                         "asked_at": "2026-10-06T09:45:00+07:00",
                                         "open_until": "2026-11-05T07:45:00+07:00"},
}  # fmt: skip
SIGN_IN_CODE = "intake.sign_in_code.issued.v1"
# Apart from the others, as it is about no dossier and holds a secret.
SECRETS: Mapping[str, Mapping[str, Any]] = {
    SIGN_IN_CODE: {"issued_at": "2026-10-05T08:00:00+07:00", "expires_at": "2026-10-05T08:05:00+07:00"},
}
# Apart as well: about no dossier, so that no code stands in them.
MEETING = {"starts_at": "2026-10-06T09:00:00+07:00", "place": "counter", "procedure": PROCEDURE}
MEETINGS: Mapping[str, Mapping[str, Any]] = {
    "intake.business.invited.v1": {
        "role": "file",
        "invited_at": "2026-10-05T08:00:00+07:00",
        "open_until": "2026-10-19T08:00:00+07:00",
    },
    "intake.guidance.booked.v1": MEETING,
    "intake.guidance.moved.v1": {**MEETING, "starts_before": "2026-10-06T08:00:00+07:00"},
    "intake.guidance.cancelled.v1": {**MEETING, "by_desk": False},
    "intake.ticket.taken.v1": {
        "number": "B012",
        "line": {"name": "Trợ cấp, bảo trợ xã hội", "name_en": "Allowances, social protection"},
        "ahead": 5,
        "earliest": "2026-10-05T08:20:00+07:00",
        "latest": "2026-10-05T08:40:00+07:00",
        "day": "2026-10-05",
    },
    "intake.ticket.not_given.v1": {
        "asked_at": "2026-10-05T05:00:00+07:00",
        "reason": "Hôm nay lấy số từ 6:30 đến 16:45",
        "reason_en": "Tickets are given out today from 6:30 to 16:45",
    },
}


def event(type_: str, *, id: str = "event-1", personal: Mapping[str, Any] = PERSON, **changed: Any) -> Received:
    """An event as the consumer gives it to the handler: its data loaded by the reading schema."""
    data = forgiving(SCHEMAS[type_]).load({**{**EVENTS, **SECRETS, **MEETINGS}[type_], **changed})
    subject = PETITION if type_.startswith("hotline") else DOSSIER
    return Received(id, type_, "/motcua/test", subject, 1, NOW, data, personal, f"correlation of {id}")


def message(channel: Channel = Channel.SMS, *, event_id: str = "event-1", **changed: Any) -> Message:
    """A queued message, due now."""
    values: dict[str, Any] = {
        "id": message_id(event_id, channel), "version": 1, "about": DOSSIER, "event": "accepted",
        "event_type": "intake.dossier.accepted.v1", "event_id": event_id, "correlation_id": "correlation",
        "channel": channel, "language": "vi", "template": f"accepted.{channel.value}.vi.neutral@1", "to_masked": "…127",
        "asked_at": NOW, "status": Status.QUEUED, "changed_at": NOW, "due_at": NOW, "encoding": "gsm-7", "parts": 1,
        "recipient": "+84912345127" if channel is Channel.SMS else "bichdao@thu.example",
        "writing": Writing("Ho so H99.11-261005-0001 da duoc tiep nhan.", "Ho so", ""),
    }  # fmt: skip
    return Message(**{**values, **changed})


def after(**amounts: float) -> datetime:
    """So long after NOW."""
    return NOW + timedelta(**amounts)
