"""What the events of a dossier share: the procedure that it is of, and how its applicant is reached."""

from __future__ import annotations

from marshmallow import Schema, fields

CONTACT = ("name", "phone", "email", "language", "address_form")
# What else an applicant can be told by, where somebody must find their dossier again.
KNOWN_BY = ("address", "identity")


class ProcedureName(Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)
    name_en = fields.String(required=True)
