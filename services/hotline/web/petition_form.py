"""The petition form's fields: their names follow the pointers of ``POST /petitions``, so each fault finds its field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from services.hotline.domain.errors import InvalidRequest
from shared.ui import display
from shared.ui.forms import Form

CONTACT = ("name", "phone", "email", "address")


def labels() -> dict[str, str]:
    """Field name → label, in the order of the page."""
    return {
        "channel": _("Đến bằng cách nào"),
        "kind": _("Ông bà, anh chị muốn nói chuyện gì?"),
        "topic": _("Về điều gì"),
        "text": _("Chuyện thế nào?"),
        "dossier-code": _("Mã hồ sơ"),
        "dossier-digits": _("4 số cuối điện thoại trong hồ sơ"),
        "who": _("Có nêu tên không?"),
        "contact-name": _("Họ và tên"),
        "contact-phone": _("Số điện thoại"),
        "contact-email": _("Thư điện tử"),
        "contact-address": _("Địa chỉ"),
    }


def call_labels() -> dict[str, str]:
    """The same as an operator reads them during a call."""
    return {
        **labels(),
        "kind": _("Người gọi muốn gì?"),
        "text": _("Nội dung, đúng lời người gọi"),
        "dossier-digits": _("Số điện thoại, hoặc 4 số cuối"),
        "contact-name": _("Họ tên, người gọi tự khai"),
        "contact-phone": _("Số gọi đến"),
        "named": _("Tên đăng nhập của cán bộ được nêu, nếu có"),
    }


def read_form(values: Mapping[str, str], channel: str) -> dict[str, Any]:
    """What was typed, in the shape of ``POST /petitions``."""

    def text(name: str) -> str:
        return values.get(name, "").strip()

    return {
        "kind": text("kind"),
        "topic": text("topic"),
        "channel": channel,
        "text": values.get("text", ""),
        "dossier": {"code": text("dossier-code"), "phone": text("dossier-digits")},
        "anonymous": text("who") == "anonymous",
        "contact": {name: text(f"contact-{name}") for name in CONTACT},
        "language": display.language(),
        "named": values.get("named", "")[:4000].replace(",", "\n").splitlines(),
    }


def with_faults(values: Mapping[str, str], refused: InvalidRequest, names: Mapping[str, str]) -> Form:
    """The form again, as it was typed, each fault at its field in the reader's language."""
    errors: dict[str, str] = {}
    for fault in refused.faults:
        errors.setdefault(fault.pointer.strip("/").replace("/", "-"), fault.words.in_language(display.language()))
    return Form(values, errors, names)
