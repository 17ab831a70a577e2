"""The shapes of what the API takes about accounts, drafts and the guidance desk."""

from __future__ import annotations

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.intake.api.schemas.bounds import LONG, SHORT, TEXT
from services.intake.domain.business import MemberRole
from services.intake.domain.guidance import Place
from shared.http.paging import PageQuery

MAIL = validate.Length(max=300)
TOKEN = validate.Length(min=1, max=400)


class SignInCodeRequest(Schema):
    phone = fields.String(load_default="", validate=SHORT)
    email = fields.String(load_default="", validate=MAIL)
    language = fields.String(load_default="vi", validate=validate.OneOf(["vi", "en"]))

    @validates_schema
    def one_of_them(self, data: dict[str, str], **_: object) -> None:
        if bool(data.get("phone")) == bool(data.get("email")):
            raise ValidationError("Give a phone number or an email address.", "phone")


class SignInCodeSchema(Schema):
    sent_to = fields.String(required=True, metadata={"description": "masked"})
    expires_in = fields.Integer(required=True, metadata={"description": "seconds"})


class ReachCodeRequest(SignInCodeRequest):
    code = fields.String(required=True, validate=validate.Length(max=20), load_only=True)


class ProfileRequest(Schema):
    name = fields.String(load_default="", validate=SHORT)
    identity_number = fields.String(load_default="", validate=SHORT)
    birth_date = fields.String(load_default="", validate=SHORT, metadata={"description": "yyyy-mm-dd, or empty"})
    address = fields.String(load_default="", validate=LONG)
    language = fields.String(load_default="vi", validate=validate.OneOf(["vi", "en"]))


class ClaimRequest(Schema):
    link = fields.String(
        required=True, validate=TOKEN, load_only=True, metadata={"description": "the personal link, or its owner token"}
    )
    account = fields.String(load_default=None, allow_none=True, validate=SHORT)


class OwnQuery(PageQuery):
    account = fields.String(load_default=None, validate=SHORT, metadata={"description": "one of the caller's accounts"})


class BusinessRequest(Schema):
    tax_code = fields.String(required=True, validate=SHORT)
    name = fields.String(required=True, validate=LONG)
    address = fields.String(required=True, validate=LONG)
    representative = fields.String(load_default="", validate=SHORT)


class InvitationRequest(Schema):
    reach = fields.String(required=True, validate=MAIL, metadata={"description": "phone number or email address"})
    role = fields.Enum(MemberRole, by_value=True, required=True)


class RoleRequest(Schema):
    role = fields.Enum(MemberRole, by_value=True, required=True)


class DraftRequest(Schema):
    values = fields.Dict(keys=fields.String(validate=SHORT), values=fields.String(validate=TEXT), required=True)
    account = fields.String(load_default=None, allow_none=True, validate=SHORT)


class HelpRequest(Schema):
    code = fields.String(required=True, validate=validate.Length(max=20), load_only=True)


class HoursQuery(Schema):
    day = fields.Date(required=True)


class BookingRequest(Schema):
    procedure = fields.String(required=True, validate=SHORT)
    day = fields.String(required=True, validate=SHORT, metadata={"format": "date"})
    hour = fields.String(required=True, validate=SHORT, metadata={"description": "HH:MM"})
    place = fields.String(required=True, validate=validate.OneOf([one.value for one in Place]))
    name = fields.String(required=True, validate=SHORT)
    reach = fields.String(required=True, validate=MAIL, metadata={"description": "phone number or email address"})
    note = fields.String(load_default="", validate=TEXT)
    language = fields.String(load_default="vi", validate=validate.OneOf(["vi", "en"]))
