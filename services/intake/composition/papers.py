"""Puts together what papers need: where files lie, who judges, scans and draws them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from services.intake.gateways.clamd import Clamd
from services.intake.gateways.drawing import BoundedDrawing
from services.intake.gateways.file_types import ContentTypes
from services.intake.jobs import PAPERS_EVERY, look_after_papers
from services.intake.store.files import GridFiles
from services.intake.store.paper_documents import (
    PAPERS,
    UPLOADS,
    BlindPersonKeys,
    PaperQueries,
    paper_mapping,
    upload_mapping,
)
from services.intake.store.personal_fields import PersonalFields
from services.intake.store.store_look_documents import STORE_LOOK_MAPPING
from services.intake.use_cases.paper_ports import PaperDesk, PaperLimits
from shared.bus.worker import Part, Periodic
from shared.security.fields import BlindIndex, FieldCipher
from shared.settings import Settings
from shared.store.change import Context, Work
from shared.store.mapping import Mapping

if TYPE_CHECKING:
    from pymongo.database import Database


@dataclass(frozen=True, slots=True)
class PaperParts:
    """``desk`` is for the use cases, ``mappings`` for the unit of work, ``files`` for init."""

    desk: PaperDesk
    files: GridFiles
    mappings: tuple[Mapping, ...]


def paper_parts(
    settings: Settings,
    database: Database[dict[str, Any]],
    cipher: FieldCipher,
    index: BlindIndex,
    clock: Callable[[], datetime],
) -> PaperParts:
    """Nothing is asked of database or scanner yet."""
    names, uploads = PersonalFields(cipher, index, PAPERS), PersonalFields(cipher, index, UPLOADS)
    files = GridFiles(database, cipher, clock=clock)
    desk = PaperDesk(
        files=files,
        papers=PaperQueries(database, names),
        types=ContentTypes(),
        persons=BlindPersonKeys(names),
        drawing=BoundedDrawing(memory_bytes=settings.drawing_bytes),
        scanner=Clamd(settings.clamd) if settings.clamd else None,
        limits=_limits(settings),
    )
    return PaperParts(desk, files, (paper_mapping(names), upload_mapping(uploads), STORE_LOOK_MAPPING))


def paper_timers(work: Work, desk: PaperDesk, context: Callable[[str], Context]) -> dict[str, Part]:
    """Clears away what never became a paper, and has those scanned that no scanner saw."""
    return {"papers": Periodic(PAPERS_EVERY.total_seconds(), lambda: look_after_papers(work, desk, context("papers")))}


def _limits(settings: Settings) -> PaperLimits:
    return PaperLimits(
        file_bytes=settings.paper_bytes,
        form_bytes=max(settings.paper_form_bytes, settings.http_max_body_bytes),
        dossier_bytes=settings.dossier_papers_bytes,
        papers=settings.dossier_papers,
        piece_bytes=min(settings.paper_piece_bytes, settings.http_max_body_bytes),
    )
