"""Every text of the pages is there in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.ui import catalogues

ROOT = Path(__file__).parents[3]
ROOMS = [
    (ROOT / "shared/ui", ROOT / "shared/ui/locale"),
    (ROOT / "services/intake/web", ROOT / "services/intake/locale"),
    (ROOT / "services/hotline/web", ROOT / "services/hotline/locale"),
    (ROOT / "services/notifications/web", ROOT / "services/notifications/locale"),
    (ROOT / "services/routing/web", ROOT / "services/routing/locale"),
]
NAMES = [str(room.relative_to(ROOT)) for room, _ in ROOMS]


@pytest.mark.parametrize(("room", "locale"), ROOMS, ids=NAMES)
def test_every_text_has_its_english(room: Path, locale: Path) -> None:
    assert len(catalogues.used_texts(room)) > 20
    assert catalogues.untranslated(room, [catalogues.read(locale, "en")]) == []


@pytest.mark.parametrize(("room", "locale"), ROOMS, ids=NAMES)
def test_no_translation_is_left_over(room: Path, locale: Path) -> None:
    assert catalogues.unused(room, catalogues.read(locale, "en")) == []


@pytest.mark.parametrize(("room", "locale"), ROOMS, ids=NAMES)
def test_a_translation_fills_the_same_places(room: Path, locale: Path) -> None:
    for message in catalogues.read(locale, "en"):
        if message.id:
            faults = list(message.check())
            assert faults == [], message.id


def test_the_english_catalogue_has_singular_and_plural() -> None:
    texts = catalogues.compiled([catalogues.read(locale, "en") for _, locale in ROOMS])
    assert texts.ungettext("%(num)s việc", "%(num)s việc", 1) == "%(num)s task"
    assert texts.ungettext("%(num)s việc", "%(num)s việc", 2) == "%(num)s tasks"
