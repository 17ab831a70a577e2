"""What intake tells of the papers that agencies get and give."""

from __future__ import annotations

import base64

from marshmallow import Schema, fields

from services.intake.domain.agency_result import DIFFERS, awaited
from services.intake.published.example import ACCEPTED
from services.intake.published.papers import PAPER
from services.intake.use_cases.exchange import facts
from services.intake.use_cases.exchange.send_papers import reference
from shared.bus.published import Published


class PaperNamed(Schema):
    """A paper that came as a file, by its place in the procedure's list."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "bytes"})
    sha256 = fields.String(required=True, metadata={"description": "of the whole file, hexadecimal"})


class PaperNotSent(Schema):
    """A paper that cannot be had, and why."""

    id = fields.String(required=True)
    reason = fields.String(required=True)


class PapersSent(Schema):
    """What an agency wanted of its task's papers, as they are now; contents that were wanted pass through sealed."""

    task_id = fields.String(required=True)
    dossier = fields.String(required=True)
    papers = fields.List(fields.Nested(PaperNamed), required=True)
    not_sent = fields.List(fields.Nested(PaperNotSent), required=True)


class ResultRefused(Schema):
    """The file of a result was not taken; the decision stands, and the agency sends another file."""

    task_id = fields.String(required=True)
    dossier = fields.String(required=True)
    reason = fields.String(required=True, metadata={"description": "stable name, such as result-hash-differs"})
    words = fields.String(required=True)


_TASK = "H99.11-261005-0001:1"
_RESULT = awaited(_TASK, ACCEPTED.code, "H99.11.02").not_taken("result-hash-differs", DIFFERS)
PUBLISHED = (
    Published(
        facts.PAPERS_SENT,
        PapersSent,
        facts.papers_sent(
            f"{_TASK}@4",
            _TASK,
            ACCEPTED.code,
            [reference(ACCEPTED, PAPER)],
            [],
            {PAPER.id: base64.b64encode(b"%PDF-1.7 example").decode()},
        ),
        ("contents",),
    ),
    Published(facts.RESULT_REFUSED, ResultRefused, facts.result_refused(_RESULT)),
)
