"""Puts together what the words of messages are kept, looked at and tried out with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from services.notifications.access import ACCESS
from services.notifications.domain.message import Channel
from services.notifications.domain.words.prices import BadPrices, Prices, read_prices
from services.notifications.use_cases.templates.delivery import deliver_templates
from services.notifications.use_cases.templates.desk import WordsDesk
from shared.settings import InvalidSetting, Settings
from shared.store.change import Context

if TYPE_CHECKING:
    from services.notifications.app import Parts

DELIVERY = "service:notifications"


def make_words_desk(parts: Parts) -> WordsDesk:
    """What the pages and the API of templates work with. Raises InvalidSetting."""
    settings = parts.settings
    return WordsDesk(
        work=parts.work,
        lines=parts.templates,
        messages=parts.messages,
        counts=parts.counts,
        access=ACCESS,
        house=parts.desk.house,
        seeds=parts.desk.templates,
        prices=prices_of(settings),
        channels=parts.desk.channels,
        senders=senders_of(settings),
        clock=parts.clock,
        approved=parts.desk.approved,
    )


def prices_of(settings: Settings) -> Prices:
    """Those of PRICES_FILE. Raises InvalidSetting."""
    try:
        content: dict[str, Any] = json.loads(settings.prices_file.read_text("utf-8"))
        return read_prices(content)
    except (OSError, ValueError) as problem:
        kind = problem if isinstance(problem, BadPrices) else "it can't be read as JSON"
        raise InvalidSetting(f"PRICES_FILE: {kind}") from None


def senders_of(settings: Settings) -> Mapping[Channel, str]:
    """Whom a reader sees as the sender."""
    mail = f"{settings.unit_name} <{settings.mail_from}>"
    return {Channel.SMS: settings.sms_brandname, Channel.EMAIL: mail, Channel.ZALO: settings.unit_name}


def bring_templates(parts: Parts) -> str:
    """The words of the delivery into the store; what was done, in one line. Raises StoreAway."""
    parts.templates.ensure()
    context = Context(DELIVERY, parts.clock(), "init", why="the words that the system is delivered with")
    done = deliver_templates(parts.work, parts.desk.templates, context)
    waiting = f", {done.waiting} wait for approval" if done.waiting else ""
    return f"{done.templates} templates, {done.in_force} new in force{waiting}"
