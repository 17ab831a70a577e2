"""What the timers do with papers: scan, open, try again, and clear away what never became a paper."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from services.intake.domain.paper import Paper, Scan
from services.intake.use_cases.paper_ports import PaperDesk, PieceDiffers, ScannerAway
from services.intake.use_cases.paper_rules import OPEN_JOB, SCAN_JOB
from shared.store.change import NOTHING, Change, Job, Key, Work

# An upload is taken up again within the day, or not at all.
LOOSE_FOR = timedelta(days=1)
AT_ONCE = 100


def scan_paper(work: Work, desk: PaperDesk, job: Job, now: datetime) -> Change:
    """The scanner's verdict; then the file may be opened. Raises ScannerAway: it stays in quarantine until later."""
    paper = work.load(Key(Paper, job.subject)).get(Paper, job.subject)
    if paper is None or paper.scan not in (Scan.PENDING, Scan.NOT_SCANNED):
        return NOTHING
    if desk.scanner is None:
        if paper.scan is Scan.PENDING:
            raise ScannerAway("no scanner is configured any more")
        return NOTHING
    with desk.files.open(paper.content.file) as content:
        judged = paper.scanned(desk.scanner.scan(content), now.replace(microsecond=0))
    open_next = judged.scan is Scan.CLEAN and not judged.is_looked_at
    return Change(saved=(judged,), jobs=(Job(OPEN_JOB, paper.id, now),) if open_next else ())


def look_at_paper(work: Work, desk: PaperDesk, job: Job, now: datetime) -> Change:  # noqa: ARG001
    """How many pages it has, which look blank, a small picture; a file that cannot be opened is told as such."""
    paper = work.load(Key(Paper, job.subject)).get(Paper, job.subject)
    if paper is None or not paper.is_served or paper.is_looked_at:
        return NOTHING
    with desk.files.open(paper.content.file) as content:
        look = desk.drawing.look(content, paper.content.media_type)
    findings = look.findings
    if look.picture is not None:
        thumbnail = f"{paper.id}-thumbnail"
        with suppress(PieceDiffers):  # an earlier try drew it
            desk.files.put(thumbnail, 1, look.picture)
        desk.files.keep(thumbnail)
        findings = replace(findings, thumbnail=thumbnail)
    return Change(saved=(paper.opened(findings),))


def scan_later(desk: PaperDesk, now: datetime) -> tuple[Job, ...]:
    """The scans of papers that came while no scanner was configured."""
    if desk.scanner is None:
        return ()
    return tuple(Job(SCAN_JOB, id, now) for id in desk.papers.never_scanned(AT_ONCE))


def clear_away(desk: PaperDesk, now: datetime) -> int:
    """Remove uploads and files that are older than a day and never became a paper; how many files.

    Nothing that a paper refers to is removed: it is marked as kept where that was missed.
    """
    before = now - LOOSE_FOR
    desk.papers.forget_uploads(before)
    removed = 0
    while loose := desk.files.loose(before, AT_ONCE):
        known = desk.papers.referring_to(loose)
        for file in loose:
            if file in known:
                desk.files.keep(file)
            else:
                desk.files.remove(file)
                removed += 1
    return removed
