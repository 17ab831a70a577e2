"""A result's file becomes the dossier's paper: stored, scanned, held against what the decision says."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from uuid import NAMESPACE_URL, uuid5

from services.intake.domain.agency_result import INFECTED, AgencyResult, Given, ResultRefused
from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import Words
from services.intake.domain.paper import Content, Paper, RefusedFile, Scan, Source, clean_name
from services.intake.domain.status import Status
from services.intake.use_cases.exchange import facts
from services.intake.use_cases.paper_ports import PaperDesk, ScannerAway
from services.intake.use_cases.paper_rules import OPEN_JOB
from shared.store.change import NOTHING, Change, Job, Key, Work

NO_PAPERS = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.STOPPED})


def take_result(work: Work, desk: PaperDesk, job: Job, now: datetime) -> Change:
    """What is known of the file now: the paper that it became, or why it is refused, which the agency is told.

    Comes once when it was uploaded, and once when the decision spoke of it. Raises ScannerAway: asked again later.
    """
    known = work.load(Key(AgencyResult, job.subject)).get(AgencyResult, job.subject)
    if known is None or known.paper is not None or known.refused is not None:
        return NOTHING
    dossier = work.load(Key(Dossier, known.dossier)).get(Dossier, known.dossier)
    if dossier is None:
        return NOTHING
    if dossier.status in NO_PAPERS or (known.given and dossier.progress.is_over(known.given.told)):
        return NOTHING
    try:
        looked = _looked_at(desk, known)
        if looked.given is None:
            return NOTHING if looked is known else Change(saved=(_one_step(known, looked),))
        content = looked.require_as_given(looked.given)
    except (ResultRefused, RefusedFile) as refused:
        told = _one_step(known, known.not_taken(refused.slug, refused.words))
        return Change(saved=(told,), facts=(facts.result_refused(told),))
    paper = _paper(desk, dossier, looked, looked.given, content, now)
    desk.files.keep(content.file)
    open_it = () if paper.is_looked_at else (Job(OPEN_JOB, paper.id, now),)
    return Change(saved=(paper, _one_step(known, looked.became(paper.id))), jobs=open_it)


def _looked_at(desk: PaperDesk, known: AgencyResult) -> AgencyResult:
    """With its file among the files, and scanned. Raises ResultRefused, RefusedFile, ScannerAway."""
    file = known.file
    if known.content is not None:
        file = _stored(desk, known.id, known.content)
    if file is None:
        return known  # a decision that names an upload which never came
    if known.file == file and known.scan in (Scan.CLEAN, Scan.NOT_SCANNED):
        return known
    return known.stored(file, _scanned(desk, file))


def _scanned(desk: PaperDesk, file: Content) -> Scan:
    if desk.scanner is None:
        return Scan.NOT_SCANNED
    with desk.files.open(file.file) as content:
        scan = desk.scanner.scan(content)
    if scan is Scan.INFECTED:
        raise ResultRefused("result-infected", INFECTED)
    if scan is not Scan.CLEAN:
        raise ScannerAway("no verdict")
    return scan


def _stored(desk: PaperDesk, task: str, content: bytes) -> Content:
    """The same content of the same task has the same place, however often this runs. Raises RefusedFile."""
    if not content:
        raise RefusedFile("file-empty", Words("Tệp rỗng, chọn lại tệp", "The file is empty, choose it again"))
    media_type = desk.types.judge(BytesIO(content), len(content))
    sha256 = hashlib.sha256(content).hexdigest()
    file = Content(uuid5(NAMESPACE_URL, f"{task}/{sha256}").hex, media_type, len(content), sha256)
    length = desk.limits.piece_bytes
    for number, start in enumerate(range(0, len(content), length), start=1):
        desk.files.put(file.file, number, content[start : start + length])
    return file


def _paper(
    desk: PaperDesk, dossier: Dossier, result: AgencyResult, given: Given, content: Content, now: datetime
) -> Paper:
    """Kept in the applicant's own store too, as every result is."""
    return Paper(
        id=content.file,
        version=1,
        dossier=dossier.code,
        unit=dossier.unit,
        name=clean_name(" ".join(one for one in (given.name, given.number) if one).replace("/", "-")),
        content=content,
        source=Source.RESULT,
        added_at=now.replace(microsecond=0),
        added_by=f"agency:{result.agency}",
        scan=result.scan,
        scanned_at=now.replace(microsecond=0) if result.scan is Scan.CLEAN else None,
        person=desk.persons.key_of(dossier.applicant),
    )


def _one_step(before: AgencyResult, after: AgencyResult) -> AgencyResult:
    """What was found out in one go is one change."""
    return replace(after, version=before.version + 1)
