"""Puts the views of notifications behind its address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from services.notifications.access import ACCESS
from shared.http.application import create_api
from shared.http.parked import parked_blueprint

if TYPE_CHECKING:
    from services.notifications.app import Parts


def make_api(parts: Parts) -> Flask:
    """The WSGI application: API and health."""
    return create_api(
        "notifications",
        parts.settings,
        access=ACCESS,
        sessions=parts.sessions,
        blueprints=(parked_blueprint(parts.parked),),
        checks={"database": lambda: parts.database.command("ping")},
        title="Thông báo – notifications",
    )
