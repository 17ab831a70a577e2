"""The shapes of what the API takes and gives; whether a value can be is the use cases' to say."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.hotline.domain.kinds import Channel, Kind, Topic
from services.hotline.domain.known_dossier import Stand
from services.hotline.domain.petition import Act, Status
from services.hotline.use_cases.ports import Group, Lateness
from shared.http.paging import PageQuery, page_schema

SHORT = validate.Length(max=200)
LONG = validate.Length(max=1000)


class WordsSchema(Schema):
    vi = fields.String(required=True)
    en = fields.String(required=True)


class ClaimRequest(Schema):
    """Which dossier, and its owner's number: the whole of it or its last four digits."""

    code = fields.String(load_default="", validate=SHORT)
    phone = fields.String(load_default="", validate=SHORT, load_only=True)
    phone_last4 = fields.String(load_default="", validate=validate.Length(max=8), load_only=True)


class ContactSchema(Schema):
    name = fields.String(allow_none=True, validate=LONG)
    phone = fields.String(allow_none=True, validate=SHORT)
    email = fields.String(allow_none=True, validate=validate.Length(max=300))
    address = fields.String(allow_none=True, validate=LONG)


class PetitionRequestSchema(Schema):
    kind = fields.String(required=True, validate=validate.OneOf([one.value for one in Kind]))
    topic = fields.String(load_default=Topic.OTHER.value, validate=validate.OneOf([one.value for one in Topic]))
    channel = fields.String(load_default=Channel.WEB.value, validate=validate.OneOf([one.value for one in Channel]))
    text = fields.String(required=True)
    dossier = fields.Nested(ClaimRequest, load_default=None, allow_none=True)
    anonymous = fields.Boolean(load_default=False)
    contact = fields.Nested(ContactSchema, load_default=None, allow_none=True)
    language = fields.String(load_default="vi", validate=validate.OneOf(["vi", "en"]))
    named = fields.List(
        fields.String(validate=SHORT),
        load_default=list,
        validate=validate.Length(max=40),
        metadata={"description": "accounts of staff whom it names; from an operator only"},
    )


class GuideSchema(Schema):
    """The path by law of a complaint or denunciation."""

    title = fields.Nested(WordsSchema, required=True)
    meaning = fields.Nested(WordsSchema, required=True)
    steps = fields.List(fields.Nested(WordsSchema), required=True)
    limits = fields.List(fields.Nested(WordsSchema), required=True)
    source = fields.Nested(WordsSchema, required=True)


class HeadSchema(Schema):
    code = fields.String(required=True)
    kind = fields.Enum(Kind, by_value=True, required=True)
    topic = fields.Enum(Topic, by_value=True, required=True)
    status = fields.Enum(Status, by_value=True, required=True)
    status_text = fields.String(required=True)
    received_at = fields.String(required=True)
    due_at = fields.String(required=True, allow_none=True)


class FiledSchema(HeadSchema):
    """The same whatever became of the claim to a dossier."""

    token = fields.String(required=True, metadata={"description": "shown this once: the key to come back by"})
    guide = fields.Nested(GuideSchema, required=True, allow_none=True)


class TrackedSchema(HeadSchema):
    answer = fields.String(required=True, allow_none=True)
    answered_at = fields.String(required=True, allow_none=True)
    guide = fields.Nested(GuideSchema, required=True, allow_none=True)


class TrackRequest(Schema):
    code = fields.String(required=True, validate=validate.Length(min=1, max=40))
    token = fields.String(required=True, validate=validate.Length(min=1, max=128), load_only=True)


class StandsSchema(HeadSchema):
    """Where a petition stands after a step."""

    version = fields.Integer(required=True)
    dossier = fields.String(required=True, allow_none=True)
    officer = fields.String(required=True, allow_none=True)


class RowSchema(StandsSchema):
    channel = fields.Enum(Channel, by_value=True, required=True)
    anonymous = fields.Boolean(required=True)


class HolderSchema(Schema):
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    since = fields.String(required=True)
    acknowledged = fields.Boolean(required=True)


class DossierSchema(Schema):
    """What is known of a dossier; no name, no number."""

    code = fields.String(required=True)
    procedure = fields.Nested(WordsSchema, required=True, allow_none=True)
    stand = fields.Enum(Stand, by_value=True, required=True)
    stand_text = fields.String(required=True)
    due_at = fields.String(required=True, allow_none=True)
    holder = fields.Nested(HolderSchema, required=True, allow_none=True)


class VerifiedSchema(DossierSchema):
    applicant = fields.String(required=True, allow_none=True)


class EntrySchema(Schema):
    act = fields.Enum(Act, by_value=True, required=True)
    at = fields.String(required=True)
    who = fields.String(required=True)
    note = fields.String(required=True)


class PetitionSchema(RowSchema):
    text = fields.String(required=True)
    hidden = fields.Boolean(required=True, metadata={"description": "the text is opened by itself, with a reason"})
    went_wrong = fields.String(
        required=True, allow_none=True, metadata={"description": "step of the procedure where something went wrong"}
    )
    named = fields.List(fields.String(), required=True, metadata={"description": "accounts of staff whom it names"})
    claimed_dossier = fields.String(required=True)
    language = fields.String(required=True)
    answer = fields.String(required=True, allow_none=True)
    answered_at = fields.String(required=True, allow_none=True)
    closed_at = fields.String(required=True, allow_none=True)
    linked = fields.Nested(DossierSchema, required=True, allow_none=True)
    history = fields.List(fields.Nested(EntrySchema), required=True)


class PetitionQuerySchema(PageQuery):
    """Which petitions: the open ones by due date, others latest first."""

    group = fields.Enum(Group, by_value=True, load_default=Group.OPEN)
    lateness = fields.Enum(Lateness, by_value=True, load_default=None, metadata={"description": "of the open ones"})
    officer = fields.String(load_default=None, validate=SHORT, metadata={"description": "account"})


class LinkRequest(Schema):
    dossier = fields.String(required=True, validate=SHORT)
    phone = fields.String(load_default="", validate=SHORT, load_only=True)
    phone_last4 = fields.String(load_default="", validate=validate.Length(max=8), load_only=True)


class AssignRequest(Schema):
    officer = fields.String(required=True, validate=SHORT, metadata={"description": "account"})


class AnswerRequest(Schema):
    answer = fields.String(required=True, metadata={"description": "public: whoever petitioned reads it"})


class IdentityRequest(Schema):
    why = fields.String(
        load_default="", validate=validate.Length(max=500), metadata={"description": "what for; at least 5 characters"}
    )


PetitionPageSchema = page_schema(RowSchema)
