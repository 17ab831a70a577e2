"""Matching: where dossiers are looked for, what agreements are worth, how a match is named without naming it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.hotline.domain.known_dossier import KnownDossier
from services.hotline.gateways.matching_file import read_weights
from services.hotline.store.matching_documents import MongoFinder, refresh_keys
from services.hotline.use_cases.matching.matching_ports import MatchPorts
from shared.security.fields import BlindIndex
from shared.settings import Settings

if TYPE_CHECKING:
    from pymongo.database import Database

    from services.hotline.app import Parts

REFERENCE_LENGTH = 16


def ports_of(settings: Settings, database: Database[dict[str, Any]], index: BlindIndex) -> MatchPorts:
    """Raises BadWeights, OSError."""

    def reference(about: str, dossier: str) -> str:
        return index.digest("match-reference", f"{about}/{dossier}")[:REFERENCE_LENGTH]

    return MatchPorts(MongoFinder(database, index), read_weights(settings.matching_file), reference)


def refresh(parts: Parts) -> str:
    """Part of ``init``: keys of dossiers that were kept before, or in another way; a line that says so."""
    mapping = next(one for one in parts.mappings if one.kind is KnownDossier)
    return f"keys of matching: made anew for {refresh_keys(parts.database, mapping)} dossier(s)"
