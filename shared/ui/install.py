"""Ties the look to a Flask application: templates, files, languages, words as filters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask_babel import Babel
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from shared.ui import assets, catalogues, display, tags
from shared.ui.filters import FILTERS


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
    house = PrefixLoader(
        {
            "ui": PackageLoader("shared.ui", "templates"),
            "govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja", "templates"),
        }
    )
    own = app.jinja_loader
    app.jinja_loader = ChoiceLoader([own, house] if own else [house])
    babel = Babel(app, default_locale="vi", default_timezone="Asia/Ho_Chi_Minh", locale_selector=display.language)
    babel.domain_instance = catalogues.CompiledDomain([catalogues.OWN, *locales])
    app.register_blueprint(assets.files)
    app.after_request(display.keep_choices)
    app.jinja_env.globals.update(
        asset=assets.address,
        link_with=display.link_with,
        language=display.language,
        text_is_large=display.text_is_large,
        tag_icons=tags.ICONS,
    )
    app.context_processor(lambda: {"frame": frame()})
    app.jinja_env.filters.update(FILTERS)
