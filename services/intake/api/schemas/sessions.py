"""Signing in over the API, by password or by code."""

from __future__ import annotations

from marshmallow import Schema, ValidationError, fields, validate, validates_schema


class SessionRequest(Schema):
    """User name and password of a member of staff, or a phone or mailbox and the code that went there."""

    username = fields.String(validate=validate.Length(min=1, max=80))
    password = fields.String(validate=validate.Length(min=1, max=1024), load_only=True)
    phone = fields.String(validate=validate.Length(min=1, max=200))
    email = fields.String(validate=validate.Length(min=1, max=300))
    code = fields.String(validate=validate.Length(max=20), load_only=True)

    @validates_schema
    def one_way_of_them(self, data: dict[str, str], **_: object) -> None:
        by_code = bool(data.keys() & {"phone", "email", "code"})
        needed = [] if by_code else [name for name in ("username", "password") if name not in data]
        if by_code:
            needed = ["code"] if "code" not in data else []
            if ("phone" in data) == ("email" in data):
                needed.append("phone")
        extra = sorted(data.keys() & {"username", "password"}) if by_code else []
        if needed or extra:
            told = {name: ["Missing data for required field."] for name in needed}
            raise ValidationError({**told, **{name: ["Not together with a code."] for name in extra}})


class SessionSchema(Schema):
    token = fields.String(required=True, metadata={"description": "bearer token, valid for ten minutes"})
    expires_in = fields.Integer(required=True, metadata={"description": "seconds"})
    roles = fields.List(fields.String(), required=True)
    unit = fields.String(required=True, allow_none=True)
