"""The items of the forms' choices, in the shape that govuk-frontend's macros take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.intake.domain.authority import AuthorityKind
from services.intake.domain.channel import Channel
from services.intake.domain.procedure import Procedure
from services.intake.domain.returning import ReceivedBy, ReturnMethod, Signed
from services.intake.domain.tour import TourKind
from shared.ui import display
from shared.ui.texts import gettext as _


def channel_items(channels: Sequence[Channel]) -> list[dict[str, Any]]:
    """The ways by which papers reach the counter."""
    return [{"value": one.value, "text": one.words.in_language(display.language())} for one in channels]


def variant_items(procedure: Procedure) -> list[dict[str, Any]]:
    """The procedure's cases, each with its own time limit."""
    tongue = display.language()
    return [
        {"value": one.id, "text": one.name.in_language(tongue), "hint": {"text": one.limit.words.in_language(tongue)}}
        for one in procedure.variants
    ]


def return_items() -> list[dict[str, Any]]:
    """How a result is handed over."""
    return [{"value": one.value, "text": one.words.in_language(display.language())} for one in ReturnMethod]


def signed_items() -> list[dict[str, Any]]:
    """How whoever takes a result at the counter signs."""
    return [{"value": one.value, "text": one.words.in_language(display.language())} for one in Signed]


def tour_kind_items() -> list[dict[str, Any]]:
    """What a tour is for."""
    return [{"value": one.value, "text": one.words.in_language(display.language())} for one in TourKind]


def authority_items() -> list[dict[str, Any]]:
    """The papers by which somebody may act for another."""
    kinds = [{"value": one.value, "text": one.words.in_language(display.language())} for one in AuthorityKind]
    return [{"value": "", "text": _("Chọn loại giấy")}, *kinds]


def receiver_items() -> list[dict[str, Any]]:
    """Who may take a result."""
    words = {
        ReceivedBy.APPLICANT: _("Người đứng tên hồ sơ"),
        ReceivedBy.REPRESENTATIVE: _("Người đại diện"),
        ReceivedBy.SUBMITTER: _("Người nộp thay"),
        ReceivedBy.POST_OFFICE: _("Bưu chính"),
    }
    return [{"value": one.value, "text": words[one]} for one in ReceivedBy]
