"""Takes files for a petition: with it, or afterwards by whoever holds its key, or by staff."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import uuid4

from services.hotline.domain.attachments.attachment import Attachment, Content, Scan
from services.hotline.domain.errors import FieldFault, InvalidRequest, InvalidValue, Words
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.attachments.attachment_ports import AttachmentDesk
from services.hotline.use_cases.deciding import load_petition
from services.hotline.use_cases.doors.look import VIEW_CONFIDENTIAL
from services.hotline.use_cases.ports import Ports
from services.hotline.use_cases.track_petition import track_petition
from shared.files.kinds import clean_name
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Context, Job, StoreAway

ADD = "attachment.add"
SCAN_JOB, OPEN_JOB = "scan attachment", "open attachment"
POINTER = "/files"
PIECE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that lies where files lie and was judged, not yet anybody's."""

    name: str = field(repr=False)
    content: Content


def prepare(desk: AttachmentDesk, sent: Sequence[tuple[str, bytes]]) -> tuple[Prepared, ...]:
    """``sent``: names and contents. Of what is not taken nothing is kept. Raises InvalidRequest, StoreAway."""
    if len(sent) > desk.limits.files:
        raise InvalidRequest(FieldFault(POINTER, _too_many(desk)))
    prepared: list[Prepared] = []
    for name, content in sent:
        try:
            prepared.append(_prepared(desk, name, content))
        except InvalidValue as wrong:
            forget(desk, prepared)
            shown = clean_name(name)
            told = Words(f"{shown}: {wrong.words.vi}", f"{shown}: {wrong.words.en}")
            raise InvalidRequest(FieldFault(POINTER, told)) from None
    return tuple(prepared)


def forget(desk: AttachmentDesk, prepared: Sequence[Prepared]) -> None:
    """They became nobody's; what is missed here a timer removes."""
    with suppress(StoreAway):
        for one in prepared:
            desk.files.remove(one.content.file)


def attached(desk: AttachmentDesk, prepared: Sequence[Prepared], petition: str, context: Context) -> Change:
    """The files as attachments of this petition, and what is to be done with them first."""
    made = tuple(
        Attachment(
            one.content.file,
            1,
            petition,
            one.name,
            one.content,
            context.at.replace(microsecond=0),
            context.actor,
            Scan.PENDING if desk.scanner else Scan.NOT_SCANNED,
        )
        for one in prepared
    )
    jobs = [Job(SCAN_JOB, one.id, context.at) for one in made if one.scan is Scan.PENDING]
    jobs += [Job(OPEN_JOB, one.id, context.at) for one in made if one.is_served and not one.is_looked_at]
    return Change(saved=made, jobs=tuple(jobs))


def keep(desk: AttachmentDesk, prepared: Sequence[Prepared]) -> None:
    """They are somebody's now; what is missed here a timer finds."""
    with suppress(StoreAway):
        for one in prepared:
            desk.files.keep(one.content.file)


def attach_by_key(
    ports: Ports, desk: AttachmentDesk, code: str, key: str, sent: Sequence[tuple[str, bytes]], context: Context, *,
    address: str, answer: Callable[[Sequence[Attachment]], Answer | None] | None = None,
) -> tuple[Petition, Sequence[Attachment]]:  # fmt: skip
    """Files that whoever holds the petition's key adds to it; tries are counted as look-ups are.

    Raises NotFound, InvalidRequest, TooManyAttempts, StoreAway.
    """
    petition = track_petition(ports, code, key, address=address)
    return petition, _add(ports, desk, petition, sent, context, answer)


def attach_as_staff(
    ports: Ports, desk: AttachmentDesk, caller: Caller, code: str, sent: Sequence[tuple[str, bytes]],
    context: Context, *, answer: Callable[[Sequence[Attachment]], Answer | None] | None = None,
) -> tuple[Petition, Sequence[Attachment]]:  # fmt: skip
    """Files that were brought to the counter. Raises Forbidden, NotFound, InvalidRequest, StoreAway."""
    ports.access.grant(caller, ADD)
    petition = load_petition(ports.work, code)
    require_open_to(ports, caller, petition)
    return petition, _add(ports, desk, petition, sent, context, answer)


def _add(
    ports: Ports, desk: AttachmentDesk, petition: Petition, sent: Sequence[tuple[str, bytes]], context: Context,
    answer: Callable[[Sequence[Attachment]], Answer | None] | None,
) -> Sequence[Attachment]:  # fmt: skip
    if not sent:
        raise InvalidRequest(FieldFault(POINTER, Words("Chọn tệp để gửi", "Choose a file to send")))
    there = desk.attachments.of_petition(petition.id)
    known = {one.content.sha256: one for one in there}
    again = [known[sum_of(content)] for _, content in sent if sum_of(content) in known]
    fresh = [one for one in sent if sum_of(one[1]) not in known]
    if len(there) + len(fresh) > desk.limits.files:
        raise InvalidRequest(FieldFault(POINTER, _too_many(desk)))
    prepared = prepare(desk, fresh)
    change = attached(desk, prepared, petition.id, context)
    made = [*again, *(one for one in change.saved if isinstance(one, Attachment))]
    ports.work.commit(Change(change.saved, jobs=change.jobs, answer=answer(made) if answer else None), context)
    keep(desk, prepared)
    return made


def require_open_to(ports: Ports, caller: Caller, petition: Petition) -> None:
    """What goes with a complaint or denunciation is for petition officers only. Raises Forbidden."""
    if petition.kind.has_its_own_path:
        ports.access.grant(caller, VIEW_CONFIDENTIAL)


def sum_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _prepared(desk: AttachmentDesk, name: str, content: bytes) -> Prepared:
    """Raises InvalidValue."""
    if not content:
        raise InvalidValue(Words("Tệp rỗng, chọn lại tệp", "The file is empty, choose it again"))
    if len(content) > desk.limits.file_bytes:
        most = desk.limits.file_bytes >> 20
        raise InvalidValue(Words(f"Mỗi tệp nặng không quá {most} MB", f"A file has at most {most} MB"))
    media_type = desk.types.judge(io.BytesIO(content), len(content))
    file = uuid4().hex
    for number, start in enumerate(range(0, len(content), PIECE_BYTES), start=1):
        desk.files.put(file, number, content[start : start + PIECE_BYTES])
    return Prepared(clean_name(name), Content(file, media_type, len(content), sum_of(content)))


def _too_many(desk: AttachmentDesk) -> Words:
    most = desk.limits.files
    return Words(f"Mỗi phản ánh nhận nhiều nhất {most} tệp", f"A petition takes {most} files at most")
