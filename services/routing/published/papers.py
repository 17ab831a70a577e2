"""What routing tells of papers: to intake, that an agency wants them; to agencies, where they are; and what agencies
ask."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from typing import Any

from marshmallow import Schema, fields, validate

from services.routing.domain.papers import PaperReference
from services.routing.gateways.links import links_by
from services.routing.published.example import ACKNOWLEDGED, LETTERS, OPENED, TASK_ID
from services.routing.use_cases import paper_facts
from shared.bus.published import Published
from shared.store.change import Address, Fact

SUM = {"description": "SHA-256 of the whole file, hexadecimal"}


class PaperInLetter(Schema):
    """One paper of the dossier, and where it is fetched."""

    id = fields.String(required=True)
    name = fields.String(required=True, metadata={"description": "which paper of the procedure's list it is"})
    media_type = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "bytes"})
    sha256 = fields.String(required=True, metadata=SUM)
    link = fields.String(required=True, metadata={"description": "GET; good while the task lasts, at most until then"})
    inline = fields.String(
        metadata={"description": "the file itself in base64, where that was asked for and it is small"}
    )


class PlaceWithEnd(Schema):
    """An address that is good until then, if the task lasts as long."""

    link = fields.String(required=True)
    until = fields.AwareDateTime(required=True)


class WithPapers(Schema):
    """What every letter that brings papers says of them."""

    papers = fields.List(fields.Nested(PaperInLetter), metadata={"description": "papers that came as files"})
    papers_list = fields.Nested(PlaceWithEnd, metadata={"description": "GET: all that there are now, as JSON"})
    upload = fields.Nested(
        PlaceWithEnd,
        metadata={"description": "PUT the result's file here before the decision, with its Content-Digest"},
    )


class RoutingPapersRequested(Schema):
    """An agency wants the papers of its task again: all, or those named; ``inline``: small ones within the letter."""

    task_id = fields.String(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    papers = fields.List(fields.String(), required=True)
    inline = fields.Boolean(required=True)


class NotSent(Schema):
    """A paper that was asked for by name and is not sent."""

    id = fields.String(required=True)
    reason = fields.String(required=True)


class AgencyPapersSent(WithPapers):
    """The letter with new links to all papers that the dossier has now."""

    task_id = fields.String(required=True)
    dossier = fields.String(required=True)
    not_sent = fields.List(fields.Nested(NotSent), required=True)


class AgencyResultRefused(Schema):
    """The file of a result was not taken, and why; the decision stands. Another file is awaited at ``upload``."""

    task_id = fields.String(required=True)
    dossier = fields.String(required=True)
    reason = fields.String(required=True, metadata={"description": "stable name, such as result-hash-differs"})
    words = fields.String(required=True)
    upload = fields.Nested(PlaceWithEnd, required=True)


class PapersWanted(Schema):
    """New links are wanted, at any time while the task lasts: of all papers, or of those named by their ids.

    ``inline``: small papers within the letter, as many as have 256 KB together.
    """

    task_id = fields.String(required=True)
    papers = fields.List(fields.String(), validate=validate.Length(max=100))
    inline = fields.Boolean()


_FILE = b"%PDF-1.7 example"
_PAPER = PaperReference(
    "0b5c1d7a4e8f4a1c9d2e3f4a5b6c7d8e",
    "Đơn đề nghị cấp giấy phép hoạt động",
    "application/pdf",
    len(_FILE),
    hashlib.sha256(_FILE).hexdigest(),
)
PAPERS = (_PAPER,)
LINKS = links_by("https://motcua.example", lambda link: f"<token>.{link.use}")(
    OPENED.task(TASK_ID), datetime(2026, 10, 5, 1, 0, tzinfo=UTC)
)
INLINE_FILE: dict[str, Any] = {
    "inline": base64.b64encode(_FILE).decode(),
    "sha256": _PAPER.sha256,
    "size": len(_FILE),
    "media_type": "application/pdf",
}
_ASKED = ACKNOWLEDGED.noted(TASK_ID)
_TASK = _ASKED.task(TASK_ID)
PUBLISHED = (
    Published(
        paper_facts.PAPERS_REQUESTED,
        RoutingPapersRequested,
        paper_facts.papers_requested(_ASKED, _TASK, (), inline=True),
    ),
    Published(
        paper_facts.AGENCY_PAPERS_SENT,
        AgencyPapersSent,
        paper_facts.agency_papers_sent(_ASKED, _TASK, PAPERS, {_PAPER.id: INLINE_FILE["inline"]}, (), LINKS, LETTERS),
    ),
    Published(
        paper_facts.AGENCY_RESULT_REFUSED,
        AgencyResultRefused,
        paper_facts.agency_result_refused(
            _ASKED, _TASK, "result-hash-differs", "Tệp kết quả khác với mã kiểm tra trong quyết định", LINKS, LETTERS
        ),
    ),
    Published(
        paper_facts.AGENCY_PAPERS_REQUESTED,
        PapersWanted,
        Fact(
            paper_facts.AGENCY_PAPERS_REQUESTED,
            OPENED.id,
            2,
            {"task_id": TASK_ID, "papers": [], "inline": True},
            address=Address("agency.replies", f"H99-11-02.{paper_facts.AGENCY_PAPERS_REQUESTED}"),
        ),
        sender="agency",
    ),
)
