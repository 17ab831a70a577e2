"""Puts together what attachments need: where files lie, who judges, scans and draws them, what the timers do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from services.hotline.gateways.files import BoundedDrawing, ContentTypes
from services.hotline.jobs import Handler
from services.hotline.store import collections
from services.hotline.store.attachment_documents import BUCKET, MongoAttachments
from services.hotline.store.sealing import Sealing
from services.hotline.use_cases.attachments.attach import OPEN_JOB, SCAN_JOB
from services.hotline.use_cases.attachments.attachment_ports import AttachmentDesk, AttachmentLimits
from services.hotline.use_cases.attachments.look_after import (
    look_after_attachments,
    open_attachment,
    scan_attachment,
)
from shared.bus.worker import Part, Periodic
from shared.files.clamd import Clamd
from shared.security.fields import FieldCipher
from shared.settings import Settings
from shared.store.change import Context, Work
from shared.store.clock import Clock
from shared.store.grid_files import GridFiles

if TYPE_CHECKING:
    from pymongo.database import Database

LOOK_AFTER_EVERY = timedelta(minutes=10)


def attachment_files(database: Database[dict[str, Any]], cipher: FieldCipher, clock: Clock) -> GridFiles:
    """Where the files lie, each piece sealed."""
    return GridFiles(database, cipher, BUCKET, clock=clock)


def attachment_desk(
    settings: Settings, database: Database[dict[str, Any]], cipher: FieldCipher, files: GridFiles
) -> AttachmentDesk:
    """Nothing is asked of database or scanner yet."""
    return AttachmentDesk(
        files=files,
        attachments=MongoAttachments(database, Sealing(cipher, collections.ATTACHMENTS)),
        types=ContentTypes(),
        drawing=BoundedDrawing(memory_bytes=settings.drawing_bytes),
        scanner=Clamd(settings.clamd) if settings.clamd else None,
        limits=AttachmentLimits(
            settings.attachment_bytes,
            max(settings.attachment_form_bytes, settings.http_max_body_bytes),
            settings.attachments,
        ),
    )


def attachment_jobs(work: Work, desk: AttachmentDesk) -> Mapping[str, Handler]:
    """What is done with a file once it is in."""
    return {
        SCAN_JOB: lambda job, now: scan_attachment(work, desk, job, now),
        OPEN_JOB: lambda job, _: open_attachment(work, desk, job),
    }


def attachment_timers(work: Work, desk: AttachmentDesk, clock: Clock) -> dict[str, Part]:
    """Clears away what became nobody's."""

    def round() -> None:
        look_after_attachments(work, desk, Context("service:hotline", clock(), "attachments"))

    return {"attachments": Periodic(LOOK_AFTER_EVERY.total_seconds(), round)}
