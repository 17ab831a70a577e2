"""Ties the look to a Flask application: templates, files, languages, words as filters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import Babel
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from markupsafe import Markup

from shared.ui import assets, catalogues, display, ledger_rows, tags, words


@dataclass(frozen=True, slots=True)
class Frame:
    """Whose pages these are: ``unit`` beside the mark; ``desk``, ``address``, ``hours`` at the foot; whom to call."""

    unit: str
    desk: str
    address: str
    hours: str
    hotline: str


def install(app: Flask, *, frame: Callable[[], Frame], locales: Sequence[Path] = ()) -> None:
    """Give the application's pages the look of the house.

    ``frame`` tells what stands in the bar and at the foot of every page, in the reader's language; ``locales`` are the
    service's own folders of translations.
    Templates extend ``ui/citizen.html`` or ``ui/desk.html``. Raises FileNotFoundError for a missing catalogue.
    """
    house = PrefixLoader({"ui": PackageLoader("shared.ui", "templates"),
                          "govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja", "templates")})
    own = app.jinja_loader
    app.jinja_loader = ChoiceLoader([own, house] if own else [house])
    babel = Babel(app, default_locale="vi", default_timezone="Asia/Ho_Chi_Minh", locale_selector=display.language)
    babel.domain_instance = catalogues.CompiledDomain([catalogues.OWN, *locales])
    app.register_blueprint(assets.files)
    app.after_request(display.keep_choices)
    app.jinja_env.globals.update(asset=assets.address, link_with=display.link_with, language=display.language,
                                 text_is_large=display.text_is_large, tag_icons=tags.ICONS)
    app.context_processor(lambda: {"frame": frame()})
    app.jinja_env.filters.update(_filters())


def _filters() -> dict[str, Any]:
    def day(value: date, year: bool = True, joined: bool = True) -> str:
        return words.day(value, display.language(), year=year, joined=joined)

    def short_date(value: date) -> str:
        return words.short_date(value, display.language())

    def moment(value: datetime, now: datetime) -> str:
        return words.moment(value, now, display.language())

    def day_near(value: datetime, now: datetime) -> str:
        return words.day_near(value, now, display.language())

    def length(value: timedelta) -> str:
        return words.length(value, display.language())

    def time_left(value: timedelta) -> str:
        return words.time_left(value, display.language())

    def time_left_roughly(value: timedelta) -> str:
        return words.time_left_roughly(value, display.language())

    def number(value: int) -> str:
        return words.number(value, display.language())

    def money(value: int) -> str:
        return words.money(value, display.language())

    def told(value: Any) -> str:
        return str(value.in_language(display.language()))

    def code(value: object) -> Markup:
        return Markup('<span class="keep">{}</span>').format(value)

    def ledger(value: Any, hours: Any, now: datetime) -> Any:
        return ledger_rows.table(value, hours, now, display.language())

    return {"day": day, "short_date": short_date, "moment": moment, "day_near": day_near, "length_of_time": length,
            "time_left": time_left, "time_left_roughly": time_left_roughly, "number": number, "money": money,
            "ledger_table": ledger, "clock": words.clock, "capital": words.capital, "told": told, "code": code, "keep": words.keep_together}
