"""Takes papers into a dossier: in pieces that can go on after a lost connection, or small ones at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO
from uuid import uuid4

from services.intake.domain.errors import FieldFault, IllegalStep, InvalidRequest, NotFound, Words
from services.intake.domain.paper import Content, Paper, RefusedFile, Scan, Shown, Source
from services.intake.domain.upload import UNKNOWN_UPLOAD, PaperRequest, Upload
from services.intake.use_cases.deciding import load_dossier, require_on
from services.intake.use_cases.paper_ports import PaperDesk, PieceDiffers
from services.intake.use_cases.paper_rules import ACTIONS, ADD, Place, checked, find_place, first_job
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import AlreadyExists, Answer, Change, Conflict, Context, Key, StoreAway

MOST_OPEN_UPLOADS = 20
READ_BYTES = 1 << 20
UploadAnswer = Callable[[Upload], Answer | None]
PaperAnswer = Callable[[Paper], Answer | None]


def start_upload(
    ports: Ports,
    desk: PaperDesk,
    caller: Caller,
    code: str,
    wanted: PaperRequest,
    context: Context,
    *,
    answer: UploadAnswer | None = None,
) -> Upload:
    """A place for the pieces. Raises Forbidden, NotFound, IllegalStep, InvalidRequest, RefusedFile, StoreAway."""
    place = find_place(ports, caller, code, wanted.source, context)
    wanted = checked(desk, place.dossier, wanted)
    if desk.papers.open_uploads(place.dossier.code) >= MOST_OPEN_UPLOADS:
        raise IllegalStep(
            "too-many-uploads",
            Words(
                "Nhiều tệp đang tải dở, tải xong rồi thêm tệp khác", "Too many uploads are open, complete them first"
            ),
        )
    upload = Upload(
        uuid4().hex,
        1,
        place.dossier.code,
        wanted,
        desk.limits.piece_bytes,
        context.at.replace(microsecond=0),
        place.context.actor,
    )
    ports.work.commit(Change(saved=(upload,), answer=answer(upload) if answer else None), place.context)
    return upload


def view_upload(ports: Ports, desk: PaperDesk, caller: Caller, id: str) -> tuple[Upload, tuple[int, ...]]:
    """The upload and the pieces that are missing, where somebody goes on. Raises Forbidden, NotFound, StoreAway."""
    upload = _upload(ports, caller, id)
    return upload, () if upload.completed else upload.missing(desk.files.pieces(upload.id))


def put_piece(
    ports: Ports, desk: PaperDesk, caller: Caller, id: str, number: int, content: bytes, sha256: bytes | None = None
) -> None:
    """One piece; the same one again changes nothing. ``sha256`` is what the sender says of it.

    Raises Forbidden, NotFound, InvalidRequest (another length or sum than it should have), IllegalStep, StoreAway.
    """
    upload = _upload(ports, caller, id)
    upload.require_open()
    length = upload.length_of(number)
    if len(content) != length:
        told = Words(f"Phần này phải dài {length} byte", f"This piece must have {length} bytes")
        raise InvalidRequest((FieldFault("", told),))
    if sha256 is not None and hashlib.sha256(content).digest() != sha256:
        raise IllegalStep(
            "piece-damaged", Words("Phần này hỏng trên đường, gửi lại", "Damaged on its way, send it again")
        )
    try:
        desk.files.put(upload.id, number, content)
    except PieceDiffers:
        raise IllegalStep(
            "piece-differs", Words("Phần này đã có, với nội dung khác", "This piece is there, with another content")
        ) from None


def complete_upload(
    ports: Ports,
    desk: PaperDesk,
    caller: Caller,
    id: str,
    context: Context,
    *,
    sha256: str | None = None,
    answer: PaperAnswer | None = None,
) -> Paper:
    """The paper, once every piece is there; asked again, the same paper.

    Raises Forbidden, NotFound, IllegalStep, InvalidRequest (another sum than ``sha256``), RefusedFile, StoreAway.
    """
    upload = _upload(ports, caller, id)
    known = ports.work.load(Key(Paper, id)).get(Paper, id)
    if known is not None:
        return known
    place = find_place(ports, caller, upload.dossier, upload.wanted.source, context)
    done = upload.complete(desk.files.pieces(id))
    paper = _paper(desk, place, id, upload.wanted, _judged(desk, id, upload.wanted.size, sha256))
    try:
        _commit(ports, desk, place, paper, (done, paper), answer)
    except (Conflict, AlreadyExists):  # the same request at the same time
        known = ports.work.load(Key(Paper, id)).get(Paper, id)
        if known is None:
            raise
        return known
    return paper


def add_small_paper(
    ports: Ports,
    desk: PaperDesk,
    caller: Caller,
    code: str,
    wanted: PaperRequest,
    content: bytes,
    context: Context,
    *,
    sha256: str | None = None,
    answer: PaperAnswer | None = None,
) -> Paper:
    """A paper that came whole in one request.

    Raises Forbidden, NotFound, IllegalStep, InvalidRequest, RefusedFile, AlreadyExists (the same key at the same time).
    """
    place = find_place(ports, caller, code, wanted.source, context)
    wanted = checked(desk, place.dossier, wanted)
    id = uuid4().hex
    length = desk.limits.piece_bytes
    for number, start in enumerate(range(0, len(content), length), start=1):
        desk.files.put(id, number, content[start : start + length])
    paper = _paper(desk, place, id, wanted, _judged(desk, id, len(content), sha256))
    _commit(ports, desk, place, paper, (paper,), answer)
    return paper


def _upload(ports: Ports, caller: Caller, id: str) -> Upload:
    """The upload, for whom its dossier is open. Raises Forbidden, NotFound."""
    upload = ports.work.load(Key(Upload, id)).get(Upload, id)
    if upload is None:
        ports.access.grant(caller, ADD)
        raise NotFound("unknown-upload", UNKNOWN_UPLOAD)
    grant = ports.access.grant(caller, ACTIONS[upload.wanted.source])
    try:
        require_on(grant, load_dossier(ports.work, upload.dossier))
    except NotFound:
        raise NotFound("unknown-upload", UNKNOWN_UPLOAD) from None
    return upload


def _judged(desk: PaperDesk, file: str, size: int, sha256: str | None) -> Content:
    """What the whole file is; of one that is not taken nothing is kept. Raises InvalidRequest, RefusedFile."""
    try:
        with desk.files.open(file) as content:
            return _content(desk, content, file, size, sha256)
    except (InvalidRequest, RefusedFile):
        with suppress(StoreAway):  # else a timer removes it
            desk.files.remove(file)
        raise


def _content(desk: PaperDesk, content: BinaryIO, file: str, size: int, sha256: str | None) -> Content:
    total = hashlib.sha256()
    while piece := content.read(READ_BYTES):
        total.update(piece)
    if sha256 is not None and sha256.lower() != total.hexdigest():
        told = Words("Tệp hỏng trên đường gửi, tải lại từ đầu", "Damaged on its way, upload it again")
        raise InvalidRequest((FieldFault("/sha256", told),))
    content.seek(0)
    return Content(file, desk.types.judge(content, size), size, total.hexdigest())


def _paper(desk: PaperDesk, place: Place, id: str, wanted: PaperRequest, content: Content) -> Paper:
    dossier = place.dossier
    kept = wanted.source is Source.RESULT or wanted.shown in (Shown.ORIGINAL, Shown.CERTIFIED_COPY)
    return Paper(
        id=id,
        version=1,
        dossier=dossier.code,
        unit=dossier.unit,
        name=wanted.name,
        content=content,
        source=wanted.source,
        added_at=place.context.at.replace(microsecond=0),
        added_by=place.context.actor,
        scan=Scan.PENDING if desk.scanner else Scan.NOT_SCANNED,
        component=wanted.component,
        shown=wanted.shown,
        counted=wanted.counted,
        person=desk.persons.key_of(dossier.applicant) if kept else None,
    )


def _commit(
    ports: Ports,
    desk: PaperDesk,
    place: Place,
    paper: Paper,
    saved: tuple[Upload | Paper, ...],
    answer: PaperAnswer | None,
) -> None:
    job = first_job(paper, place.context)
    change = Change(saved=saved, jobs=(job,) if job else (), answer=answer(paper) if answer else None)
    ports.work.commit(change, place.context)
    with suppress(StoreAway):  # the paper stands: a timer finds that its file is to be kept
        desk.files.keep(paper.content.file)
