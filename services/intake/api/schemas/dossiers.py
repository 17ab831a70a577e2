"""A dossier as it is filed, looked for in lists, and tracked."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.intake.api.schemas.bounds import LONG, SHORT, one_of
from services.intake.domain.authority import AuthorityKind
from services.intake.domain.channel import Channel
from services.intake.domain.personal import ApplicantKind
from services.intake.domain.returning import ReturnMethod
from services.intake.domain.standing import Lateness
from services.intake.domain.status import Status
from shared.http.paging import PageQuery


class PersonRequest(Schema):
    name = fields.String(validate=SHORT, allow_none=True)
    identity_number = fields.String(validate=SHORT, allow_none=True)
    phone = fields.String(validate=SHORT, allow_none=True)
    email = fields.String(validate=validate.Length(max=300), allow_none=True)
    address = fields.String(validate=LONG, allow_none=True)
    paper = fields.String(validate=SHORT, allow_none=True, metadata={"description": "the paper that authorises"})
    authority = fields.Nested(lambda: AuthorityRequest(), allow_none=True)


class AuthorityRequest(Schema):
    """The paper that authorises, in parts; ``document`` is the id of its file, where it was uploaded."""

    kind = fields.String(required=True, validate=one_of([one.value for one in AuthorityKind]))
    number = fields.String(validate=SHORT, allow_none=True)
    issued_on = fields.String(validate=SHORT, allow_none=True, metadata={"format": "date"})
    document = fields.String(validate=SHORT, allow_none=True)


class ArrivalRequest(Schema):
    """What the channel needs: ``post`` its parcel, ``home`` and ``mobile_point`` the tour and stop, ``agency`` the code
    of the other agency's dossier; ``online`` and ``counter`` nothing."""

    tracking_number = fields.String(validate=SHORT, allow_none=True)
    received_on = fields.String(validate=SHORT, allow_none=True, metadata={"format": "date"})
    tour = fields.String(validate=SHORT, allow_none=True)
    stop = fields.String(validate=SHORT, allow_none=True)
    code = fields.String(validate=SHORT, allow_none=True)
    agency_name = fields.String(validate=SHORT, allow_none=True)


class ApplicantRequest(Schema):
    kind = fields.String(required=True, validate=one_of([one.value for one in ApplicantKind]))
    name = fields.String(required=True, validate=LONG)
    identity_number = fields.String(validate=SHORT, allow_none=True)
    tax_code = fields.String(validate=SHORT, allow_none=True)
    birth_date = fields.String(validate=SHORT, allow_none=True, metadata={"format": "date"})
    phone = fields.String(validate=SHORT, allow_none=True)
    email = fields.String(validate=validate.Length(max=300), allow_none=True)
    address = fields.String(required=True, validate=LONG)
    representative = fields.Nested(PersonRequest, allow_none=True)


class DossierRequestSchema(Schema):
    procedure = fields.String(required=True, validate=SHORT)
    variant = fields.String(validate=SHORT, allow_none=True)
    channel = fields.String(load_default=Channel.ONLINE.value, validate=one_of([one.value for one in Channel]))
    applicant = fields.Nested(ApplicantRequest, required=True)
    submitted_by = fields.Nested(PersonRequest, allow_none=True)
    arrival = fields.Nested(ArrivalRequest, allow_none=True)
    form = fields.Dict(keys=fields.String(validate=SHORT), values=fields.Raw(allow_none=True), load_default=dict)
    return_method = fields.String(
        load_default=ReturnMethod.COUNTER.value, validate=one_of([one.value for one in ReturnMethod])
    )
    language = fields.String(load_default="vi", validate=one_of(["vi", "en"]))
    account = fields.String(
        validate=SHORT, allow_none=True, metadata={"description": "the business that a signed-in caller files for"}
    )
    draft = fields.String(
        validate=SHORT, allow_none=True, metadata={"description": "the draft that it was prepared in: ends with it"}
    )
    another = fields.Boolean(
        load_default=False,
        metadata={"description": "another matter than the open dossiers that look like it: recorded with it"},
    )


class FiledSchema(Schema):
    code = fields.String(required=True)
    status = fields.Integer(required=True)
    status_text = fields.String(required=True)
    owner_token = fields.String(required=True, metadata={"description": "shown this once: opens the whole dossier"})
    procedure = fields.String(required=True)
    channel = fields.String(required=True)
    filed_at = fields.String(required=True)


class DossierListQuery(PageQuery):
    status = fields.List(
        fields.Enum(Status, by_value=fields.Integer), load_default=list, metadata={"description": "may be repeated"}
    )
    lateness = fields.Enum(Lateness, by_value=True, load_default=None)
    search = fields.String(load_default="", validate=SHORT)


class TrackingRequest(Schema):
    code = fields.String(required=True, validate=validate.Length(min=1, max=70))
    phone_last4 = fields.String(load_default="", validate=validate.Length(max=4))
    token = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=128), load_only=True)
