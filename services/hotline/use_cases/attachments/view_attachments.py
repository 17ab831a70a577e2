"""Shows a petition's files to staff who may read what it says; every opening is written down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from services.hotline.domain.attachments.attachment import Attachment
from services.hotline.domain.contact import Look, Seen
from services.hotline.domain.errors import NotFound, Words
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.attachments.attach import require_open_to
from services.hotline.use_cases.attachments.attachment_ports import AttachmentDesk
from services.hotline.use_cases.deciding import load_petition
from services.hotline.use_cases.doors.look import LONGEST_WHY, look_at
from services.hotline.use_cases.ports import Ports
from services.hotline.use_cases.view_petition import VIEW
from shared.security.caller import Caller
from shared.store.change import Change, Context, Key

UNKNOWN = Words("Chưa thấy tệp này", "No such file")


def list_attachments(ports: Ports, desk: AttachmentDesk, caller: Caller, code: str) -> Sequence[Attachment]:
    """Raises Forbidden, NotFound, StoreAway."""
    ports.access.grant(caller, VIEW)
    petition = load_petition(ports.work, code)
    require_open_to(ports, caller, petition)
    return desk.attachments.of_petition(petition.id)


def open_attachment(
    ports: Ports, desk: AttachmentDesk, caller: Caller, code: str, id: str, why: str, context: Context
) -> tuple[Attachment, BinaryIO]:
    """The file: handwriting and pictures tell who somebody is, so the look is written before it is shown. That of a
    complaint or denunciation opens by a reason only.

    Raises Forbidden, NotFound, IllegalStep, InvalidRequest (no reason), StoreAway.
    """
    petition, one = _load(ports, caller, code, id)
    one.require_served()
    if petition.kind.has_its_own_path:
        look_at(ports, caller, code, Seen.ATTACHMENT, why, context)
    else:
        look = Look(
            ports.new_id(), 1, Seen.ATTACHMENT, petition.id, caller.actor, context.at, why.strip()[:LONGEST_WHY]
        )
        ports.work.commit(Change(saved=(look,)), context)
    return one, desk.files.open(one.content.file)


def open_thumbnail(ports: Ports, desk: AttachmentDesk, caller: Caller, code: str, id: str) -> BinaryIO:
    """The small picture (JPEG); none of what goes with a complaint or denunciation, as it would show handwriting.

    Raises Forbidden, NotFound (also where it has none), IllegalStep, StoreAway.
    """
    petition, one = _load(ports, caller, code, id)
    one.require_served()
    if petition.kind.has_its_own_path or one.findings is None or one.findings.thumbnail is None:
        raise NotFound("no-thumbnail", Words("Tệp này chưa có ảnh nhỏ", "This file has no small picture"))
    return desk.files.open(one.findings.thumbnail)


def _load(ports: Ports, caller: Caller, code: str, id: str) -> tuple[Petition, Attachment]:
    ports.access.grant(caller, VIEW)
    petition = load_petition(ports.work, code)
    require_open_to(ports, caller, petition)
    one = ports.work.load(Key(Attachment, id)).get(Attachment, id)
    if one is None or one.petition != petition.id:
        raise NotFound("unknown-attachment", UNKNOWN)
    return petition, one
