"""Translations: Vietnamese texts are the message ids, English stands in ``locale/en/LC_MESSAGES/messages.po``.

The .po files are compiled in memory when the application starts, so no compiled file can be missing or stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask_babel import Domain, get_locale

SOURCE = "vi"
OWN = Path(__file__).parent / "locale"
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "N_": None}


class CompiledDomain(Domain):
    """Flask-Babel's domain over catalogues that were compiled at start; an unknown language gets the source text."""

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__()
        self._compiled = {"en": _english(tuple(folders))}
        self._source = _SourceTexts()

    def get_translations(self) -> NullTranslations:
        locale = get_locale()
        return self._compiled.get(locale.language if locale else SOURCE, self._source)


@cache
def _english(folders: tuple[Path, ...]) -> Translations:
    """Once a process: an application that is made again (every test makes one) reads nothing twice."""
    return compiled([read(folder, "en") for folder in folders])


class _SourceTexts(Translations):
    """Vietnamese as written; it has one form for any number."""


def read(folder: Path, language: str) -> Catalog:
    """The catalogue of a folder. Raises FileNotFoundError, and ValueError for a broken file."""
    with (folder / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def compiled(catalogues: Iterable[Catalog]) -> Translations:
    """One set of translations from several catalogues; the later one wins."""
    together = Catalog(locale="en")
    for catalogue in catalogues:
        for message in catalogue:
            if message.id and not message.fuzzy:
                together[message.id] = message
    buffer = BytesIO()
    write_mo(buffer, together)
    buffer.seek(0)
    return Translations(buffer)


def used_texts(folder: Path) -> set[str | tuple[str, ...]]:
    """Every text of the folder's templates and modules that is meant to be translated."""
    options = {"**.html": {"trimmed": "true", "silent": "false"}}
    found = extract_from_dir(folder, METHODS, options, keywords=KEYWORDS, callback=None)
    return {text for _, _, text, _, _ in found}


def untranslated(folder: Path, catalogues: Sequence[Catalog]) -> list[str]:
    """The texts of the folder that no catalogue translates, sorted; a plural must have both of its forms."""
    return sorted(_first(text) for text in used_texts(folder) if not any(_translates(one, text) for one in catalogues))


def unused(folder: Path, catalogue: Catalog) -> list[str]:
    """Entries of the catalogue that nothing in the folder uses any more, sorted."""
    used = {_first(text) for text in used_texts(folder)}
    return sorted(_first(message.id) for message in catalogue if message.id and _first(message.id) not in used)


def _first(text: str | Sequence[str]) -> str:
    return text if isinstance(text, str) else text[0]


def _translates(catalogue: Catalog, text: str | Sequence[str]) -> bool:
    message: Message | None = catalogue.get(_first(text))
    if message is None or message.fuzzy:
        return False
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return all(forms) and (isinstance(text, str) or len(forms) == 2)
