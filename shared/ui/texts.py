"""The texts of pages in the reader's language, typed; message ids are the Vietnamese texts themselves."""

from __future__ import annotations

import flask_babel


def gettext(text: str, **values: object) -> str:
    """The text in the reader's language, its ``%(name)s`` filled in."""
    return str(flask_babel.gettext(text, **values))


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """The same for something counted; ``%(num)s`` is the number."""
    return str(flask_babel.ngettext(one, many, number, **values))
