"""What was tried to reach the applicant, in words: about what, by which channel, whether it came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.intake.domain.tried import Message
from shared.ui import display, words
from shared.ui.texts import gettext as _


@dataclass(frozen=True, slots=True)
class MessageLine:
    """``text`` says what was told, ``note`` where to, when and how it ended."""

    text: str
    note: str


def message_lines(messages: Iterable[Message], now: datetime) -> list[MessageLine]:
    """The lines of the owner's page, in the order given."""
    return [_line(one, now) for one in messages]


def _line(message: Message, now: datetime) -> MessageLine:
    ways = {"sms": _("Tin nhắn"), "email": _("Thư điện tử"), "zalo": _("Tin Zalo")}
    channel = ways.get(message.channel, message.channel)
    when = words.moment(message.at, now, display.language())
    told = f"{channel}: {_subject(message.event)}"
    return MessageLine(told, ", ".join(part for part in (message.to_masked, when, _ending(message.status)) if part))


def _subject(event: str) -> str:
    return {
        "filed": _("đã nhận hồ sơ nộp"),
        "accepted": _("đã tiếp nhận, kèm ngày hẹn"),
        "refused": _("không tiếp nhận, kèm lý do"),
        "supplement_requested": _("cần bổ sung giấy tờ"),
        "result_ready": _("đã có kết quả"),
        "returned": _("đã trả kết quả"),
        "withdrawn": _("đã rút hồ sơ"),
        "supplemented": _("đã nhận giấy tờ bổ sung"),
        "payment_requested": _("cần nộp phí"),
        "paid": _("đã nhận phí"),
        "refund_due": _("hoàn lại tiền"),
        "refunded": _("đã hoàn lại tiền"),
        "stopped": _("dừng giải quyết, kèm lý do"),
        "lost": _("xin lỗi vì làm thất lạc giấy tờ"),
        "result_early": _("có kết quả sớm hơn hẹn"),
        "result_unpaid": _("đã có kết quả, còn phí phải nộp"),
        "posted": _("kết quả đã gửi bưu chính"),
    }.get(event, _("tin về hồ sơ này"))


def _ending(status: str) -> str:
    return {
        "accepted": _("đã gửi"),
        "delivered": _("đã đến"),
        "permanently_failed": _("không gửi được"),
        "expired": _("quá hạn, không gửi"),
        "unknown": _("chưa rõ đã đến chưa"),
        "skipped": _("không gửi"),
    }.get(status, _("đang gửi"))
