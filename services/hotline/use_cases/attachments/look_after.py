"""What the timers do with attachments: scan, open, scan later, and clear away what became nobody's."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from services.hotline.domain.attachments.attachment import Attachment, Scan
from services.hotline.use_cases.attachments.attach import OPEN_JOB, SCAN_JOB
from services.hotline.use_cases.attachments.attachment_ports import AttachmentDesk
from shared.files.faults import PieceDiffers, ScannerAway
from shared.store.change import NOTHING, Change, Context, Job, Key, Work

LOOSE_FOR = timedelta(days=1)
AT_ONCE = 100


def scan_attachment(work: Work, desk: AttachmentDesk, job: Job, now: datetime) -> Change:
    """The scanner's verdict; then the file may be opened. Raises ScannerAway: it stays in quarantine until later."""
    one = work.load(Key(Attachment, job.subject)).get(Attachment, job.subject)
    if one is None or one.scan not in (Scan.PENDING, Scan.NOT_SCANNED):
        return NOTHING
    if desk.scanner is None:
        if one.scan is Scan.PENDING:
            raise ScannerAway("no scanner is configured any more")
        return NOTHING
    with desk.files.open(one.content.file) as content:
        verdict = Scan.CLEAN if desk.scanner.is_clean(content) else Scan.INFECTED
    judged = one.scanned(verdict, now.replace(microsecond=0))
    open_next = judged.is_served and not judged.is_looked_at
    return Change(saved=(judged,), jobs=(Job(OPEN_JOB, one.id, now),) if open_next else ())


def open_attachment(work: Work, desk: AttachmentDesk, job: Job) -> Change:
    """How many pages it has, a small picture; one that cannot be opened is told as such."""
    one = work.load(Key(Attachment, job.subject)).get(Attachment, job.subject)
    if one is None or not one.is_served or one.is_looked_at:
        return NOTHING
    with desk.files.open(one.content.file) as content:
        findings, picture = desk.drawing.look(content, one.content.media_type)
    if picture is not None:
        thumbnail = f"{one.id}-thumbnail"
        with suppress(PieceDiffers):  # an earlier try drew it
            desk.files.put(thumbnail, 1, picture)
        desk.files.keep(thumbnail)
        findings = replace(findings, thumbnail=thumbnail)
    return Change(saved=(one.opened(findings),))


def look_after_attachments(work: Work, desk: AttachmentDesk, context: Context) -> int:
    """Have those scanned that no scanner saw, and remove files that became nobody's; how many were removed."""
    if desk.scanner is not None:
        jobs = tuple(Job(SCAN_JOB, id, context.at) for id in desk.attachments.never_scanned(AT_ONCE))
        if jobs:
            work.commit(Change(jobs=jobs), context)
    removed = 0
    while loose := desk.files.loose(context.at - LOOSE_FOR, AT_ONCE):
        known = desk.attachments.referring_to(loose)
        for file in loose:
            if file in known:
                desk.files.keep(file)
            else:
                desk.files.remove(file)
                removed += 1
    return removed
