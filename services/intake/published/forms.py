"""What intake tells of the forms that it gives out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from marshmallow import Schema, fields

from services.intake.domain.errors import Words
from services.intake.domain.form_copy import FormName, IssuedForm, content_hash
from services.intake.use_cases.form_facts import FORM_ISSUED, form_issued
from shared.bus.published import Published


class FormIssued(Schema):
    """A form of a dossier was given out; ``sha256`` is what a copy of it is checked against."""

    dossier = fields.String(required=True, metadata={"description": "code of the dossier"})
    form = fields.String(required=True, metadata={"description": "receipt, supplement, refusal …"})
    issue = fields.Integer(required=True, metadata={"description": "1 for the first, more for one given out anew"})
    number = fields.Integer(required=True, metadata={"description": "in the series of its unit, form and year"})
    year = fields.Integer(required=True)
    agency = fields.String(required=True, metadata={"description": "code of the reception unit"})
    issued_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    dossier_version = fields.Integer(required=True)
    sha256 = fields.String(required=True)


_COPY = IssuedForm(
    dossier="H99.11-261005-0001",
    form=FormName.RECEIPT,
    of="",
    issue=1,
    number=1,
    year=2026,
    unit="H99.11",
    issued_at=datetime(2026, 10, 5, 1, 0, tzinfo=UTC),
    issued_by="staff:reception",
    dossier_version=2,
    procedure=Words("Cấp giấy phép hoạt động đối với cơ sở khám bệnh, chữa bệnh", "Operating licence of a clinic"),
    due_at=datetime(2026, 10, 12, 1, 0, tzinfo=UTC),
    content={"code": "H99.11-261005-0001"},
    token="a-token-of-an-example",  # noqa: S106 - opens nothing
    sha256="",
)
ISSUED = replace(_COPY, sha256=content_hash(_COPY))
PUBLISHED = (
    Published(
        FORM_ISSUED,
        FormIssued,
        form_issued(ISSUED),
        unread_because="a record for this service's own verification page, which reads it in the kept events",
    ),
)
