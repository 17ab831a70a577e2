"""Puts together what Open311 needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from services.hotline.domain.answers.publication import Publication
from services.hotline.gateways.open311_file import read_catalogue
from services.hotline.store.open311_documents import MongoSubmissions
from services.hotline.store.veil import Veil
from services.hotline.use_cases.open311.open311_ports import Open311Desk
from shared.settings import Settings
from shared.store.change import Key, Work

if TYPE_CHECKING:
    from pymongo.database import Database

ADDRESS = "/open311/v2"


def open311_desk(settings: Settings, database: Database[dict[str, Any]], work: Work, veil: Veil) -> Open311Desk:
    """Nothing is asked of the database yet. Raises BadCatalogue, OSError."""
    return Open311Desk(
        catalogue=read_catalogue(settings.open311_file),
        submissions=MongoSubmissions(database, veil),
        jurisdiction=settings.open311_jurisdiction,
        address=settings.public_url.rstrip("/") + ADDRESS,
        published=lambda codes: _published(work, codes),
    )


def _published(work: Work, codes: Sequence[str]) -> dict[str, str]:
    """What was told, as it was published: without anybody's name, read by two. Raises StoreAway."""
    loaded = work.load(*(Key(Publication, code) for code in codes))
    found = [loaded.get(Publication, code) for code in codes]
    return {one.id: one.question for one in found if one is not None and one.is_public}
