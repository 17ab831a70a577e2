"""What officers see: what people were told and how far it got, how providers stand, the words of every message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, render_template, request
from flask_babel import gettext as _

from services.notifications.access import ACCESS
from services.notifications.domain.message import Channel
from services.notifications.use_cases.choose_provider import Fleet
from services.notifications.use_cases.ports import Clock
from services.notifications.use_cases.seeing.figures import FigureDesk
from services.notifications.use_cases.seeing.search import Looking
from services.notifications.use_cases.suppress import Guard
from services.notifications.use_cases.templates.desk import WordsDesk
from services.notifications.web import told
from services.notifications.web.seeing.figures import add_figure_pages
from services.notifications.web.seeing.messages import Shown, add_message_pages
from services.notifications.web.suppressions import add_suppression_pages
from services.notifications.web.words import add_template_pages
from shared import ui
from shared.http.correlation import current_caller
from shared.security.access import needs
from shared.settings import Settings
from shared.ui import Frame, display

LOCALE = Path(__file__).parent.parent / "locale"


@dataclass(frozen=True, slots=True)
class Pages:
    """What the pages are built with."""

    looking: Looking
    words: WordsDesk
    settings: Settings
    clock: Clock
    fleets: Mapping[Channel, Fleet]
    guard: Guard
    figures: FigureDesk

    def frame(self) -> Frame:
        """What stands in the bar and at the foot."""
        one, vietnamese = self.settings, display.language() == "vi"
        return Frame(
            unit=one.province if vietnamese else one.province_en,
            desk=one.unit_name if vietnamese else one.unit_name_en,
            address=one.place_address if vietnamese else one.place_address_en,
            hours=_("Trong giờ làm việc"),
            hotline=one.hotline,
        )


def blueprint(pages: Pages) -> Blueprint:
    """The pages, for ``create_api(pages=[…])``; ``dress`` must follow."""
    made = Blueprint("pages", __name__, template_folder="templates")

    names = tuple(one.name for fleet in pages.fleets.values() for one in fleet.providers)
    add_message_pages(made, Shown(pages.looking, lambda: pages.words.prices, names, pages.clock))
    add_figure_pages(made, pages.figures, names)
    add_template_pages(made, pages.words)

    @made.get("/notifications/providers")
    @needs("provider.list")
    def providers() -> str:
        now = pages.clock()
        rows = [row for channel, fleet in pages.fleets.items() for row in told.provider_rows(channel, fleet, now)]
        return render_template("notifications/providers.html", rows=rows, now=now)

    add_suppression_pages(made, pages.guard, ACCESS, pages.clock)
    made.app_context_processor(lambda: {"desk_links": _desk_links(), "desk_user": _desk_user})
    return made


def dress(app: Flask, pages: Pages) -> None:
    """Give the application the look of the house and this service's translations."""
    ui.install(app, frame=pages.frame, locales=[LOCALE])


def _desk_links() -> list[dict[str, Any]]:
    links = (
        ("/desk", _("Việc của quầy")),
        ("/notifications", _("Đã báo cho người dân")),
        ("/notifications/figures", _("Số liệu")),
        ("/notifications/inbound", _("Người dân nhắn lại")),
        ("/notifications/preferences", _("Tin người dân muốn nhận")),
        ("/notifications/templates", _("Mẫu tin")),
        ("/notifications/providers", _("Nhà cung cấp")),
        ("/notifications/suppressions", _("Địa chỉ bị chặn")),
    )
    return [{"address": address, "text": text, "here": _is_here(address)} for address, text in links]


def _is_here(address: str) -> bool:
    return request.path == address or (address != "/notifications" and request.path.startswith(f"{address}/"))


def _desk_user() -> dict[str, str] | None:
    caller = current_caller()
    return {"name": caller.id, "unit": ""} if caller.kind == "staff" else None
