"""The shapes of what the API takes; what it gives is described here and made in ``shown.py``.

Requests know their fields and types only: whether a value can be is the use case's to say, once for API and pages.
"""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.intake.domain.authority import AuthorityKind
from services.intake.domain.channel import Channel
from services.intake.domain.personal import ApplicantKind
from services.intake.domain.returning import ReceivedBy, ReturnMethod, Signed
from services.intake.domain.signature import MOST_BYTES
from services.intake.domain.special_days import DayKind
from services.intake.domain.standing import Lateness
from services.intake.domain.status import Status
from services.intake.domain.stop import StopGround
from services.intake.domain.tour import StopStatus, TourKind
from services.intake.use_cases.deciding import LONGEST_TEXT
from shared.http.paging import PageQuery

SHORT = validate.Length(max=200)
LONG = validate.Length(max=1000)
TEXT = validate.Length(max=LONGEST_TEXT)


def _choice(values: list[str]) -> validate.OneOf:
    return validate.OneOf(values)


class SessionRequest(Schema):
    username = fields.String(required=True, validate=validate.Length(min=1, max=80))
    password = fields.String(required=True, validate=validate.Length(min=1, max=1024), load_only=True)


class SessionSchema(Schema):
    token = fields.String(required=True, metadata={"description": "bearer token, valid for ten minutes"})
    expires_in = fields.Integer(required=True, metadata={"description": "seconds"})
    roles = fields.List(fields.String(), required=True)
    unit = fields.String(required=True)


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


class ComponentSchema(Schema):
    id = fields.String(required=True)
    name = fields.Nested(WordsSchema, required=True)
    original = fields.Boolean(required=True)
    copies = fields.Integer(required=True)


class VariantSchema(Schema):
    id = fields.String(required=True)
    name = fields.Nested(WordsSchema, required=True)
    limit = fields.Nested(LimitSchema, required=True)
    fees = fields.List(fields.Nested(FeeSchema), required=True)


class ProcedureItem(Schema):
    code = fields.String(required=True)
    version = fields.Integer(required=True)
    name = fields.Nested(WordsSchema, required=True)
    field = fields.Nested(WordsSchema, required=True)
    level = fields.String(required=True)
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


class ProcedureQuery(Schema):
    search = fields.String(load_default="", validate=SHORT)


class ProcedureList(Schema):
    items = fields.List(fields.Nested(ProcedureItem), required=True)
    next = fields.String(required=True, allow_none=True)


class DeadlineQuery(Schema):
    procedure = fields.String(required=True, validate=SHORT)
    variant = fields.String(load_default=None, validate=SHORT)
    start = fields.AwareDateTime(
        data_key="from", load_default=None, metadata={"description": "ISO 8601 with offset; now if left out"}
    )


class LedgerEntrySchema(Schema):
    kind = fields.String(required=True)
    start = fields.String(required=True)
    end = fields.String(required=True)
    counted_minutes = fields.Integer(required=True)
    reason = fields.Nested(WordsSchema, required=True)


class DeadlineSchema(Schema):
    procedure = fields.String(required=True)
    start = fields.String(required=True, data_key="from")
    due_at = fields.String(required=True)
    limit = fields.Nested(LimitSchema, required=True)
    ledger = fields.List(fields.Nested(LedgerEntrySchema), required=True)


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

    kind = fields.String(required=True, validate=_choice([one.value for one in AuthorityKind]))
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
    kind = fields.String(required=True, validate=_choice([one.value for one in ApplicantKind]))
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
    channel = fields.String(load_default=Channel.ONLINE.value, validate=_choice([one.value for one in Channel]))
    applicant = fields.Nested(ApplicantRequest, required=True)
    submitted_by = fields.Nested(PersonRequest, allow_none=True)
    arrival = fields.Nested(ArrivalRequest, allow_none=True)
    form = fields.Dict(keys=fields.String(validate=SHORT), values=fields.Raw(allow_none=True), load_default=dict)
    return_method = fields.String(
        load_default=ReturnMethod.COUNTER.value, validate=_choice([one.value for one in ReturnMethod])
    )
    language = fields.String(load_default="vi", validate=_choice(["vi", "en"]))


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


class ReturnRequest(Schema):
    method = fields.Enum(ReturnMethod, by_value=True, required=True)
    received_by_kind = fields.Enum(ReceivedBy, by_value=True, load_default=ReceivedBy.APPLICANT)
    signed = fields.Enum(
        Signed, by_value=True, load_default=Signed.PAPER, metadata={"description": "at the counter: how they signed"}
    )
    signature = fields.String(
        load_default="",
        validate=validate.Length(max=MOST_BYTES * 3 // 2),
        load_only=True,
        metadata={"description": "the drawn signature: a PNG of at most 100 KB in base64"},
    )
    tracking_number = fields.String(load_default="", validate=SHORT, metadata={"description": "by post: needed"})


class PaymentRequest(Schema):
    amount = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        metadata={"description": "đồng; left out: the fees of the procedure it was filed under"},
    )


class PaidRequest(Schema):
    receipt_number = fields.String(required=True, validate=SHORT)


class StopRequest(Schema):
    ground = fields.Enum(StopGround, by_value=True, required=True)
    reason = fields.String(required=True, validate=TEXT, metadata={"description": "the applicant reads it"})


class LossRequest(Schema):
    what = fields.String(required=True, validate=TEXT, metadata={"description": "the applicant reads it"})


class TourRequest(Schema):
    day = fields.String(required=True, validate=SHORT, metadata={"format": "date"})
    kind = fields.String(required=True, validate=_choice([one.value for one in TourKind]))
    team = fields.String(required=True, validate=LONG, metadata={"description": "names, parted by commas"})
    area = fields.String(required=True, validate=SHORT)


class StopPlanRequest(Schema):
    who = fields.String(required=True, validate=SHORT)
    where = fields.String(required=True, validate=LONG)
    at = fields.String(validate=SHORT, allow_none=True, metadata={"description": "hour, as 08:30"})
    phone = fields.String(validate=SHORT, allow_none=True)
    bring = fields.String(validate=TEXT, allow_none=True)
    procedure = fields.String(validate=SHORT, allow_none=True)


class StopOutcomeRequest(Schema):
    status = fields.Enum(StopStatus, by_value=True, required=True)
    note = fields.String(load_default="", validate=TEXT)


class RefusalRequest(Schema):
    reason = fields.String(required=True, validate=TEXT, metadata={"description": "the applicant reads it"})


class SupplementRequest(Schema):
    wanted = fields.String(required=True, validate=TEXT, metadata={"description": "every paper that is missing"})
    reason = fields.String(required=True, validate=TEXT, metadata={"description": "the applicant reads it"})


class ApologyRequest(Schema):
    due_at = fields.AwareDateTime(required=True, metadata={"description": "the new date, later and in working hours"})
    reason = fields.String(required=True, validate=TEXT, metadata={"description": "the applicant reads it"})


class CorrectionRequest(Schema):
    procedure = fields.String(load_default=None, allow_none=True, validate=SHORT)
    variant = fields.String(
        load_default=None, allow_none=True, validate=SHORT, metadata={"description": "empty: none of its cases"}
    )
    accepted_at = fields.AwareDateTime(load_default=None, allow_none=True)
    reason = fields.String(required=True, validate=TEXT, metadata={"description": "the applicant reads it"})


class WordsRequest(Schema):
    vi = fields.String(required=True, validate=SHORT)
    en = fields.String(required=True, validate=SHORT)


class DayRequest(Schema):
    day = fields.Date(required=True)
    kind = fields.Enum(DayKind, by_value=True, required=True)
    reason = fields.Nested(WordsRequest, required=True)


class DaySaveRequest(DayRequest):
    version = fields.Integer(
        load_default=None, allow_none=True, metadata={"description": "of the calendar that was looked at"}
    )


class TextRequest(Schema):
    text = fields.String(required=True, validate=TEXT, metadata={"description": "what was added"})


class ReasonRequest(Schema):
    reason = fields.String(load_default="", validate=TEXT)


class TrackingRequest(Schema):
    code = fields.String(required=True, validate=validate.Length(min=1, max=70))
    phone_last4 = fields.String(load_default="", validate=validate.Length(max=4))
    token = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=128), load_only=True)
