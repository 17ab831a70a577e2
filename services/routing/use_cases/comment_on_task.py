"""What an officer notes on a task for the colleagues, with files; who may see the task may read it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from services.routing.domain.assignment import MOST_FILES, Attachment, Comment
from services.routing.domain.refusals import Refused, wrong_value
from services.routing.use_cases.inbox_desk import Found, Hooks, InboxDesk, NoSuchFile, change_task, find_task
from shared.security.access import Grant
from shared.store.change import Change, Context, StoreAway

LARGEST_FILE = 5 * 1024 * 1024
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it came."""

    name: str
    content: bytes


def comment_on_task(
    desk: InboxDesk,
    grant: Grant,
    context: Context,
    task_id: str,
    text: str,
    files: Sequence[SentFile],
    hooks: Hooks,
    id: str = "",
) -> Found:
    """One more comment; ``id`` is what a form gave it, so that the same form sent twice says it once. Contents are
    kept first, so that what a comment names is there.

    Raises NoSuchTask, Refused (a file of a kind that is not taken, too large; nothing said), StoreAway.
    """
    found = find_task(desk.work, grant, task_id)  # a stranger's files are not even looked at
    if any(one.id == id for one in found.assignment.comments):
        return found
    attachments = _kept(desk, files)
    comment = Comment(id or desk.new_id(), context.at, grant.caller.id, text.strip(), attachments)
    try:
        return change_task(
            desk, grant, context, task_id, lambda found: Change(saved=(found.assignment.noted(comment),)), hooks
        )
    except StoreAway:  # it may have been written: what nobody names does no harm
        raise
    except Exception:
        for one in attachments:
            with suppress(StoreAway):
                desk.files.remove(one.id)
        raise


def open_attachment(desk: InboxDesk, grant: Grant, task_id: str, file_id: str) -> tuple[Attachment, BinaryIO]:
    """A comment's file with its content. Raises NoSuchTask, NoSuchFile, StoreAway."""
    attachment = find_task(desk.work, grant, task_id).assignment.file(file_id)
    if attachment is None:
        raise NoSuchFile(file_id)
    return attachment, desk.files.open(attachment.id)


def _kept(desk: InboxDesk, files: Sequence[SentFile]) -> tuple[Attachment, ...]:
    """All are judged before the first is kept."""
    if len(files) > MOST_FILES:
        raise wrong_value("files", f"Không quá {MOST_FILES} tệp", f"At most {MOST_FILES} files")
    judged = [(one, _judged(desk, one, number)) for number, one in enumerate(files)]
    kept = []
    for one, media_type in judged:
        id = desk.new_id()
        desk.files.put(id, one.content)
        total = hashlib.sha256(one.content).hexdigest()
        kept.append(Attachment(id, _name(one.name), media_type, len(one.content), total))
    return tuple(kept)


def _judged(desk: InboxDesk, file: SentFile, number: int) -> str:
    field = f"files/{number}"
    if not file.content:
        raise wrong_value(field, "Tệp trống", "The file is empty")
    if len(file.content) > LARGEST_FILE:
        raise wrong_value(field, "Tệp lớn hơn 5 MB", "The file is larger than 5 MB")
    try:
        return desk.media_type(file.content)
    except Refused as refused:
        raise Refused(refused.slug, refused.words, field) from None


def _name(name: str) -> str:
    """The last part of the path that some browsers send, without what no file name has."""
    last = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(one for one in last if one.isprintable()).strip()
    return clean[-LONGEST_NAME:] or "tep"
