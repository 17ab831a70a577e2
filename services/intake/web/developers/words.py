"""The words of the contracts in the reader's language: they are written in English, a catalogue has the Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

from shared.ui import catalogues, display
from shared.ui.texts import gettext as _

LOCALE = Path(__file__).parents[2] / "locale" / "contracts"
_BREAKS = re.compile(r"([./_:-])")


@cache
def vietnamese() -> dict[str, str]:
    """English → Vietnamese. Raises FileNotFoundError, ValueError."""
    found = catalogues.read(LOCALE, "vi")
    kept = [one for one in found if one.id and one.string and not one.fuzzy]
    return {_in_one_line(str(one.id)): _in_one_line(str(one.string)) for one in kept}


def _in_one_line(text: str) -> str:
    """A docstring breaks its lines and doubles its backticks; a reader sees neither."""
    return " ".join(text.replace("``", "`").split())


def contract_words(text: str) -> Markup:
    """A text of a contract for a reader; what nobody translated yet stands in English and is marked so.

    What stands between backticks is set as code.
    """
    text = _in_one_line(text)
    if display.language() == "en" or not text:
        return _with_code(text)
    found = vietnamese().get(text)
    return _with_code(found) if found else Markup('<span lang="en">{}</span>').format(_with_code(text))


def breakable(text: object) -> Markup:
    """A long name or path that may break behind its dots and dashes."""
    return Markup(_BREAKS.sub(r"\1<wbr>", str(escape(text))))  # noqa: S704 - escaped right here


def who(role: str) -> Markup:
    """A role as the pages call it: everybody and owners in words, roles of staff by their name in the access table."""
    told = {"public": _("ai cũng được"), "owner": _("người giữ mã riêng"), "citizen": _("người đăng nhập bằng mã")}
    return escape(told[role]) if role in told else Markup("<code>{}</code>").format(role)


def _with_code(text: str) -> Markup:
    parts = [Markup("<code>{}</code>").format(one) if at % 2 else escape(one) for at, one in enumerate(text.split("`"))]
    return Markup("").join(parts)


FILTERS: dict[str, Callable[..., Markup]] = {"contract_words": contract_words, "breakable": breakable, "who": who}
