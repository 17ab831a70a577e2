"""Puts routing's views behind its address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Blueprint, Flask

from services.routing.access import ACCESS
from services.routing.api import agencies, refusals, replies
from services.routing.api.agencies import agency_blueprint
from services.routing.api.balance import balance_blueprint
from services.routing.api.exchange import exchange_blueprint
from services.routing.api.inbox import inbox_blueprint
from services.routing.api.late import late_blueprint
from services.routing.api.moves import move_blueprint
from services.routing.api.replies import reply_blueprint
from services.routing.api.tasks import task_blueprint
from services.routing.api.views import case_blueprint, reference_blueprint
from services.routing.use_cases.keep_routes import NoSuchRoute
from services.routing.use_cases.view_alarms import NoSuchAlarm
from services.routing.use_cases.view_balance import BalanceDesk
from services.routing.use_cases.view_tasks import NoSuchCase
from shared.http.application import create_api
from shared.http.faults import ErrorPage
from shared.http.parked import parked_blueprint
from shared.http.problems import Problem

if TYPE_CHECKING:
    from services.routing.app import Parts
    from services.routing.composition.agencies import Connecting


def make_api(
    parts: Parts,
    office: Connecting,
    balance: BalanceDesk,
    *,
    pages: Iterable[Blueprint] = (),
    error_page: ErrorPage | None = None,
) -> Flask:
    """The WSGI application: API and health, and the pages beside them."""
    return create_api(
        "routing",
        parts.settings,
        access=ACCESS,
        sessions=parts.sessions,
        title="motcua: routing",
        blueprints=(
            agency_blueprint(parts, office),
            reply_blueprint(parts, office),
            reference_blueprint(parts.work, parts.questions, parts.clock),
            case_blueprint(parts.work),
            inbox_blueprint(parts.people.desk, parts.questions),
            task_blueprint(parts.people.desk, parts.answers),
            exchange_blueprint(parts.exchange, parts.clock),
            balance_blueprint(balance, parts.clock),
            late_blueprint(parts.clocks.watch, parts.clock),
            move_blueprint(parts.work, parts.clock, parts.time, parts.address_of, parts.opinion_rules),
            parked_blueprint(parts.parked),
        ),
        pages=pages,
        error_page=error_page,
        checks={"database": lambda: parts.database.command("ping")},
        translations={
            **refusals.TRANSLATIONS,
            **agencies.TRANSLATIONS,
            **replies.TRANSLATIONS,
            NoSuchCase: lambda _: Problem(404, "not-found", detail="There is no such case."),
            NoSuchAlarm: lambda _: Problem(404, "not-found", detail="There is no such alarm."),
            NoSuchRoute: lambda _: Problem(404, "not-found", detail="There is no such route."),
        },
    )
