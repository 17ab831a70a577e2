"""Puts the views of notifications behind its address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Blueprint as FlaskBlueprint
from flask import Flask

from services.notifications.access import ACCESS
from services.notifications.api.inbound import inbound_blueprint
from services.notifications.api.preferences import preference_blueprint
from services.notifications.api.views import message_blueprint, receipt_blueprint
from shared.http.application import create_api
from shared.http.faults import ErrorPage
from shared.http.parked import parked_blueprint

if TYPE_CHECKING:
    from services.notifications.app import Parts


def make_api(parts: Parts, *, pages: Iterable[FlaskBlueprint] = (), error_page: ErrorPage | None = None) -> Flask:
    """The WSGI application: API, the pages beside it, health."""
    return create_api(
        "notifications",
        parts.settings,
        access=ACCESS,
        sessions=parts.sessions,
        blueprints=(
            message_blueprint(parts.messages, parts.desk),
            receipt_blueprint(parts.work, parts.receipts, parts.clock),
            inbound_blueprint(parts.letterbox, parts.inbound_readers, parts.inbound),
            preference_blueprint(parts.letterbox.preferences),
            parked_blueprint(parts.parked),
        ),
        pages=pages,
        error_page=error_page,
        checks={"database": lambda: parts.database.command("ping")},
        title="Thông báo – notifications",
    )
