"""Every template filled in with invented values, so that officers see what people read, its parts and its encoding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from services.notifications.domain.message import Channel, Writing
from services.notifications.domain.segmentation import Segments, segments
from services.notifications.domain.template import BY_EVENT, Template
from services.notifications.use_cases.queue_messages import Desk
from services.notifications.use_cases.wording import House

SAMPLES = {
    "vi": {
        "name": "Nguyễn Thị Mẫu", "procedure": "Cấp giấy phép hoạt động đối với cơ sở khám bệnh, chữa bệnh",
        "day": "thứ Hai 5/10/2026", "due": "8:00 thứ Hai 12/10/2026", "respond_by": "thứ Hai 26/10/2026",
        "wanted": "Bản sao bằng đại học có chứng thực", "reason": "Bản đã nộp mờ, không đọc được số hiệu",
        "asked_by": "Phòng Nghiệp vụ Y",
        "amount": "1.500.000 đồng", "pay_by": "thứ Hai 26/10/2026", "receipt": "BL26-000123",
        "why": "hồ sơ được rút", "number": "PC-0042",
        "tracking": "EB123456789VN", "what": "Thất lạc bản sao giấy đăng ký; chúng tôi xin cấp lại bản khác",
        "due_before": "8:00 thứ Sáu 9/10/2026",
        "procedure_before": "Điều chỉnh giấy phép hoạt động",
        "answer": "Chị Hà đã gọi lại ngày 6/10. Kết quả của hồ sơ đã gửi qua bưu chính chiều cùng ngày.",
        "word": "Xin cho biết bà đến quầy ngày nào, để chúng tôi hỏi đúng người trực hôm đó.",
        "secret": "012345", "minutes": "5", "token": "PA-261005-0007.K7MP-3XQA-9RTC-WH4E",
        "stands": "đang giải quyết, hẹn trả 8:00 thứ Hai 12/10/2026",
        "when": "9:00 thứ Ba 6/10/2026", "when_before": "8:00 thứ Ba 6/10/2026", "where": "tại quầy Một cửa",
        "ticket": "B012", "line": "Trợ cấp, bảo trợ xã hội", "ahead": "5", "wait": "khoảng 8:20 đến 8:40",
    },
    "en": {
        "name": "Nguyễn Thị Mẫu", "procedure": "Operating licence of a medical establishment",
        "day": "Monday 5 October 2026", "due": "8:00 on Monday 12 October 2026",
        "respond_by": "Monday 26 October 2026", "wanted": "A certified copy of the university degree",
        "reason": "The copy handed in is blurred, its number can't be read",
        "asked_by": "Medical Affairs Division",
        "amount": "1,500,000 đồng", "pay_by": "Monday 26 October 2026", "receipt": "BL26-000123",
        "why": "the dossier was withdrawn", "number": "PC-0042",
        "tracking": "EB123456789VN", "what": "A copy of the registration was lost; we ask for another one",
        "due_before": "8:00 on Friday 9 October 2026",
        "procedure_before": "Change of an operating licence",
        "answer": "Ms Hà called back on 6 October. The result was sent by post the same afternoon.",
        "word": "Please tell us on which day you came, so that we ask whoever was at the counter.",
        "secret": "012345", "minutes": "5", "token": "PA-261005-0007.K7MP-3XQA-9RTC-WH4E",
        "stands": "in progress, due 8:00 on Monday 12 October 2026",
        "when": "9:00 on Tuesday 6 October 2026", "when_before": "8:00 on Tuesday 6 October 2026",
        "where": "at the one-stop desk",
        "ticket": "B012", "line": "Allowances, social protection", "ahead": "5", "wait": "about 8:20 to 8:40",
    },
}  # fmt: skip
PETITIONS = (
    "petition_received", "petition_answered", "petition_updated", "petition_asked", "petition_reopened",
    "petition_survey", "look_up_petition",
)  # fmt: skip
CODES = dict.fromkeys(PETITIONS, "PA-261005-0007")
DOSSIER = "H99.11-261005-0001"


@dataclass(frozen=True, slots=True)
class Preview:
    """A template and what it makes; ``cut`` for SMS only."""

    template: Template
    writing: Writing
    cut: Segments | None


def sample_values(event: str, language: str, house: House) -> dict[str, str]:
    """Invented values for every placeholder that a template of this event may use."""
    return {"code": CODES.get(event, DOSSIER), **house.values(language), **SAMPLES[language]}


def previews(desk: Desk, language: str | None = None) -> Iterator[Preview]:
    """All of the delivery, in the order of a dossier's life, or those in one language."""
    events, ways = list(BY_EVENT), list(Channel)
    order = {(event, way): place for place, (event, way) in enumerate(product(events, ways))}
    for template in sorted(desk.templates, key=lambda one: (order[one.event, one.channel], one.language, one.form)):
        if language in (None, template.language):
            yield preview(template, desk.house)


def preview(template: Template, house: House) -> Preview:
    """One filled in."""
    writing = template.write(sample_values(template.event, template.language, house))
    return Preview(template, writing, segments(writing.text) if template.channel is Channel.SMS else None)
