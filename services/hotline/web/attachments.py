"""A petition's files on the pages: what a form brings, what officers see, each file behind its door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from services.hotline.domain.attachments.attachment import Attachment
from services.hotline.use_cases.attachments.view_attachments import open_attachment, open_thumbnail
from services.hotline.web.parts import Parts
from shared.http.correlation import current_caller, request_context
from shared.http.file_answers import file_answer
from shared.security.access import needs
from shared.ui import display

FILE = "/hotline/desk/<code>/attachments/<id>"


@dataclass(frozen=True, slots=True)
class FileWords:
    """A file as it is told of: name, what is known of it, whether it may be opened, whether it has a picture."""

    id: str
    name: str
    about: str
    served: bool
    picture: bool


def add_attachment_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the files themselves onto the blueprint."""

    @pages.route(FILE, methods=["GET", "POST"])
    @needs("petition.view")
    def attachment(code: str, id: str) -> Response:
        """Posted with a reason where what it goes with is closed."""
        why, context = request.form.get("why", ""), request_context(clock=parts.ports.clock)
        one, file = open_attachment(parts.ports, parts.attachments, current_caller(), code, id, why, context)
        content, inline = one.content, one.is_shown_inline
        return file_answer(
            file, content.media_type, one.file_name, inline=inline, size=content.size, sha256=content.sha256
        )

    @pages.get(f"{FILE}/thumbnail")
    @needs("petition.view")
    def attachment_thumbnail(code: str, id: str) -> Response:
        file = open_thumbnail(parts.ports, parts.attachments, current_caller(), code, id)
        return file_answer(file, "image/jpeg", None, inline=True)


def sent_files() -> list[tuple[str, bytes]]:
    """Names and contents of what the form brings; a field left empty brings nothing."""
    return [(one.filename, one.read()) for one in request.files.getlist("files") if one.filename]


def file_labels() -> dict[str, str]:
    return {"files": _("Ảnh, giấy tờ gửi kèm")}


def told_files(attachments: Sequence[Attachment]) -> list[FileWords]:
    """In the reader's language."""
    return [_told(one) for one in attachments]


def _told(one: Attachment) -> FileWords:
    found = one.findings
    about = [_size(one.content.size)]
    if found and found.pages and found.pages > 1:
        about.append(_("%(count)s trang", count=found.pages))
    if found and not found.readable:
        about.append(_("có mật khẩu, không mở được") if found.locked else _("tệp hỏng, không mở được"))
    about.append(one.scan.words.in_language(display.language()).lower())
    return FileWords(one.id, one.file_name, ", ".join(about), one.is_served, bool(found and found.thumbnail))


def _size(size: int) -> str:
    return f"{size / (1 << 20):.1f} MB".replace(".", ",") if size >= 1 << 20 else f"{max(1, size >> 10)} KB"
