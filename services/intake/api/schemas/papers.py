"""The shapes of what the API takes about papers and uploads."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.intake.domain.paper import Shown, Source

SHA256 = validate.Regexp(r"^[0-9a-fA-F]{64}$", error="64 hexadecimal digits.")
NAME = validate.Length(min=1, max=255)
# A paper comes this way or that; one from the store is taken over by ``reuse``.
SENT_BY = [one.value for one in Source if one is not Source.REUSED]
COMPONENT = {"description": "number (from 1) in the dossier's list of papers; null for any other paper"}


class PlaceSchema(Schema):
    """Where a paper belongs, and for what lay on the desk: what it was and how many pages were counted."""

    component = fields.Integer(allow_none=True, load_default=None, metadata=COMPONENT)
    source = fields.String(
        allow_none=True,
        load_default=None,
        validate=validate.OneOf(SENT_BY),
        metadata={"description": "sent for owners, digitised for officers where it is left out"},
    )
    shown = fields.String(allow_none=True, load_default=None, validate=validate.OneOf([one.value for one in Shown]))
    counted = fields.Integer(allow_none=True, load_default=None, metadata={"description": "pages counted at the desk"})


class PaperForm(PlaceSchema):
    sha256 = fields.String(load_default=None, validate=SHA256)


class PaperFile(Schema):
    file = fields.Raw(required=True, metadata={"type": "string", "format": "binary"})


class UploadRequest(PlaceSchema):
    dossier = fields.String(required=True, validate=validate.Length(max=50))
    name = fields.String(required=True, validate=NAME)
    size = fields.Integer(required=True, strict=True, metadata={"description": "bytes of the whole file"})


class UploadSchema(Schema):
    id = fields.String(required=True)
    dossier = fields.String(required=True)
    name = fields.String(required=True)
    size = fields.Integer(required=True)
    piece_bytes = fields.Integer(required=True, metadata={"description": "length of every piece but the last"})
    pieces = fields.Integer(required=True)
    missing = fields.List(fields.Integer(), required=True, metadata={"description": "numbers of the missing pieces"})
    completed = fields.Boolean(required=True)


class CompleteRequest(Schema):
    sha256 = fields.String(load_default=None, validate=SHA256, metadata={"description": "of the whole file"})


class ReuseQuery(Schema):
    card_seen = fields.Boolean(
        load_default=False, metadata={"description": "an officer saw the person's card at the desk"}
    )


class ReuseRequest(ReuseQuery):
    document = fields.String(required=True, validate=validate.Length(max=64))
    component = fields.Integer(allow_none=True, load_default=None, metadata=COMPONENT)
