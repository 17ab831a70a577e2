"""The items of the forms' choices, in the shape that govuk-frontend's macros take, each explained in plain words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from services.hotline.domain.kinds import Channel, Kind, Topic
from shared.ui import display


def kind_items() -> list[dict[str, Any]]:
    """What a petition is: the law tells the four apart, people need not."""
    hints = {
        Kind.FEEDBACK: _("Kể một việc chưa ổn: trễ hẹn, đi lại nhiều lần, thái độ phục vụ"),
        Kind.PROPOSAL: _("Đề nghị làm khác đi cho tốt hơn"),
        Kind.COMPLAINT: _("Không đồng ý với một quyết định về chính mình. Đi đường riêng, có hướng dẫn"),
        Kind.DENUNCIATION: _("Báo ai đó làm trái pháp luật. Đi đường riêng, giữ bí mật"),
    }
    return [
        {"value": one.value, "text": one.words.in_language(display.language()), "hint": {"text": hints[one]}}
        for one in Kind
    ]


def topic_items() -> list[dict[str, Any]]:
    """What it is about."""
    return [{"value": one.value, "text": one.words.in_language(display.language())} for one in Topic]


def who_items() -> list[dict[str, Any]]:
    """Named or not."""
    return [
        {
            "value": "named",
            "text": _("Để lại tên để được trả lời"),
            "hint": {"text": _("Tên và số điện thoại cất riêng, mã hóa; ai mở ra xem đều bị ghi lại")},
        },
        {
            "value": "anonymous",
            "text": _("Không nêu tên"),
            "hint": {"text": _("Vẫn có mã và khóa để quay lại xem trả lời")},
        },
    ]


def call_channel_items() -> list[dict[str, Any]]:
    """How it reached the operator."""
    return [
        {"value": one.value, "text": one.words.in_language(display.language())}
        for one in (Channel.PHONE, Channel.COUNTER)
    ]
