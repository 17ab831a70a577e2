"""Procedures of the catalogue and their versions."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.intake.api.schemas.bounds import SHORT
from services.intake.domain.procedure import Level

MOST_PROCEDURES = 500


class WordsSchema(Schema):
    vi = fields.String(required=True)
    en = fields.String(required=True)


class LimitSchema(Schema):
    kind = fields.String(required=True)
    amount = fields.String(required=True)
    words = fields.Nested(WordsSchema, required=True)


class FeeSchema(Schema):
    name = fields.Nested(WordsSchema, required=True)
    amount = fields.Integer(required=True, metadata={"description": "đồng"})
    refund_on = fields.List(
        fields.String(), metadata={"description": "it is returned when the dossier ends so: refused, withdrawn …"}
    )


class ComponentSchema(Schema):
    id = fields.String(required=True)
    name = fields.Nested(WordsSchema, required=True)
    original = fields.Boolean(required=True, metadata={"description": "whether the paper itself is wanted"})
    originals = fields.Integer(required=True)
    copies = fields.Integer(required=True)
    digitise = fields.Boolean(required=True, metadata={"description": "false: it is only shown, and goes back"})
    in_national_database = fields.Boolean(required=True, metadata={"description": "true: it must not be asked for"})


class ResultSchema(Schema):
    name = fields.Nested(WordsSchema, required=True)
    code = fields.String(required=True)


class LegalBasisSchema(Schema):
    number = fields.String(required=True)
    title = fields.Nested(WordsSchema, required=True)
    issued_on = fields.Date(required=True, allow_none=True)


class SupplementRuleSchema(Schema):
    policy = fields.String(required=True, metadata={"description": "pause or restart"})
    working_days = fields.Integer(required=True, metadata={"description": "that the applicant has for the answer"})


class FieldSchema(WordsSchema):
    key = fields.String(required=True, metadata={"description": "for the filter `field`"})
    code = fields.String(required=True, metadata={"description": "of the national portal; empty where it is unknown"})


class VariantSchema(Schema):
    id = fields.String(required=True)
    name = fields.Nested(WordsSchema, required=True)
    limit = fields.Nested(LimitSchema, required=True)
    statutory_limit = fields.Nested(LimitSchema, required=True, allow_none=True)
    fees = fields.List(fields.Nested(FeeSchema), required=True)
    components = fields.List(fields.Nested(ComponentSchema), required=True)


class ProcedureItem(Schema):
    code = fields.String(required=True)
    version = fields.Integer(required=True)
    name = fields.Nested(WordsSchema, required=True)
    field = fields.Nested(FieldSchema, required=True)
    level = fields.String(required=True, metadata={"description": "province or commune"})
    online = fields.String(required=True, metadata={"description": "full or partial"})
    authority = fields.Nested(WordsSchema, required=True)
    limit = fields.Nested(LimitSchema, required=True)
    sample = fields.List(
        fields.String(), required=True, metadata={"description": "parts of this entry that are sample data"}
    )


class ProcedureSchema(ProcedureItem):
    effective_from = fields.Date(required=True)
    statutory_limit = fields.Nested(LimitSchema, required=True, allow_none=True)
    result = fields.Nested(WordsSchema, required=True)
    applicants = fields.List(fields.String(), required=True)
    fees = fields.List(fields.Nested(FeeSchema), required=True)
    components = fields.List(fields.Nested(ComponentSchema), required=True)
    variants = fields.List(fields.Nested(VariantSchema), required=True)
    cut_off = fields.String(required=True, allow_none=True)
    results = fields.List(fields.Nested(ResultSchema), required=True)
    legal_basis = fields.List(fields.Nested(LegalBasisSchema), required=True)
    supplement = fields.Nested(SupplementRuleSchema, required=True)
    route = fields.String(required=True, allow_none=True)
    open_dossiers = fields.String(
        required=True, metadata={"description": "keep or move: dossiers of earlier versions, where it is handed over"}
    )


class ProcedureQuery(Schema):
    search = fields.String(load_default="", validate=SHORT)
    field = fields.String(load_default="", validate=SHORT, metadata={"description": "key, code or name of a field"})
    level = fields.Enum(Level, by_value=True, load_default=None)
    cursor = fields.String(
        load_default=None, validate=validate.Length(max=500), metadata={"description": "`next` of the page before"}
    )
    limit = fields.Integer(load_default=MOST_PROCEDURES, validate=validate.Range(min=1, max=MOST_PROCEDURES))


class ProcedureList(Schema):
    items = fields.List(fields.Nested(ProcedureItem), required=True)
    next = fields.String(required=True, allow_none=True)


class ProcedureVersions(Schema):
    code = fields.String(required=True)
    in_force = fields.Integer(
        required=True, allow_none=True, metadata={"description": "number of the version that holds today"}
    )
    items = fields.List(fields.Nested(ProcedureSchema), required=True)
