"""Agencies and their connections, as the API takes and gives them."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.routing.domain.agency import LONGEST_NAME, Agency, AgencyState, Delivery
from services.routing.domain.connection import LONGEST_OVERLAP_HOURS, LONGEST_REASON, Connection, OrderKind, Part
from services.routing.domain.letter import LetterState
from shared.http.paging import page_schema

NAME = validate.Length(min=1, max=LONGEST_NAME)
REASON = validate.Length(min=1, max=LONGEST_REASON)


class OrderSchema(Schema):
    """One order of a connection: who gave it, when and why; ``done_at`` is null until the provisioner was through."""

    number = fields.Integer(required=True)
    kind = fields.Enum(OrderKind, by_value=True, required=True)
    parts = fields.List(fields.Enum(Part, by_value=True), required=True)
    overlap_hours = fields.Float(required=True)
    asked_at = fields.AwareDateTime(required=True)
    asked_by = fields.String(required=True)
    reason = fields.String(required=True)
    done_at = fields.AwareDateTime(required=True, allow_none=True)
    dropped = fields.Boolean(required=True)
    sheet_opened_at = fields.AwareDateTime(required=True, allow_none=True, attribute="opened_at")
    sheet_opened_by = fields.String(required=True, attribute="opened_by")


class ConnectionSchema(Schema):
    """``sheet_waits``: the sheet is there and was not opened. ``cut_at``: what is connected by an old password is cut
    off then. ``failure`` says why the last try failed; it is tried again at ``try_at``."""

    pending = fields.Boolean(required=True)
    sheet_waits = fields.Boolean(required=True)
    cut_at = fields.AwareDateTime(required=True, allow_none=True)
    try_at = fields.AwareDateTime(required=True, allow_none=True)
    failure = fields.String(required=True)
    orders = fields.List(fields.Nested(OrderSchema), required=True)


class AgencySchema(Schema):
    """An agency; ``key`` is its code as the broker knows it. A public key with ``exp`` (seconds since 1970) holds no
    longer than until then."""

    code = fields.String(required=True)
    key = fields.String(required=True, attribute="id")
    name = fields.String(required=True)
    name_en = fields.String(required=True)
    calendar = fields.String(required=True)
    active = fields.Boolean(required=True)
    state = fields.Enum(AgencyState, by_value=True, required=True)
    delivery = fields.Enum(Delivery, by_value=True, required=True)
    webhook_url = fields.String(required=True)
    public_keys = fields.List(fields.Dict(), required=True)


class AgencyDetailSchema(AgencySchema):
    """The agency with its connection."""

    connection = fields.Nested(ConnectionSchema, required=True)


class ReachSchema(Schema):
    """How letters are to reach the agency. ``public_key`` is a JSON Web Key (Ed25519) that the agency made itself; then
    nobody but the agency ever holds the private one. Without it one is made and handed over on the sheet."""

    delivery = fields.Enum(Delivery, by_value=True, load_default=Delivery.QUEUE)
    webhook_url = fields.String(load_default="", validate=validate.Length(max=500))
    public_key = fields.Dict(keys=fields.String(), load_default=None, allow_none=True)
    reason = fields.String(load_default="", validate=validate.Length(max=LONGEST_REASON))


class NewAgencySchema(ReachSchema):
    """A new agency; ``calendar`` names the working calendar of its clocks."""

    code = fields.String(required=True, validate=validate.Length(min=1, max=35))
    name = fields.String(required=True, validate=NAME)
    name_en = fields.String(required=True, validate=NAME)
    calendar = fields.String(required=True, validate=NAME)


class RenewalSchema(Schema):
    """A new password, a new signing key or both; the old ones hold for ``overlap_hours`` more: the old key signs, and
    what is connected by the old password stays so. Nobody can connect by the old password once there is a new one."""

    password = fields.Boolean(load_default=False)
    key = fields.Boolean(load_default=False)
    overlap_hours = fields.Float(load_default=0.0, validate=validate.Range(min=0, max=LONGEST_OVERLAP_HOURS))
    public_key = fields.Dict(keys=fields.String(), load_default=None, allow_none=True)
    reason = fields.String(required=True, validate=REASON)

    @validates_schema
    def _renews_something(self, data: dict[str, Any], **_: Any) -> None:
        if not (data["password"] or data["key"]):
            raise ValidationError("password, key or both must be renewed", "password")


class RevocationSchema(Schema):
    """Why the agency takes part no more."""

    reason = fields.String(required=True, validate=REASON)


class SheetSchema(Schema):
    """What the agency is handed: ``amqp`` or ``webhook``, its ``private_key`` where one was made, and the centre's
    public keys. What is left out of it is as before."""

    agency = fields.Dict(required=True)
    amqp = fields.Dict()
    webhook = fields.Dict()
    key_id = fields.String()
    private_key = fields.Dict()
    centre_public_keys = fields.Dict(required=True)


class LetterSchema(Schema):
    """A letter on its way to an agency's address: ``sequence`` is its place within its case, ``reason`` says why it was
    not taken the last time."""

    id = fields.String(required=True)
    dossier = fields.String(required=True)
    type = fields.String(required=True)
    sequence = fields.Integer(required=True)
    state = fields.Enum(LetterState, by_value=True, required=True)
    attempts = fields.Integer(required=True)
    came_at = fields.AwareDateTime(required=True)
    next_at = fields.AwareDateTime(required=True)
    settled_at = fields.AwareDateTime(required=True, allow_none=True)
    reason = fields.String(required=True)


class LetterQuerySchema(Schema):
    """Which letters."""

    state = fields.Enum(LetterState, by_value=True, load_default=LetterState.WAITING)
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))


LetterPageSchema = page_schema(LetterSchema)
AgencyPageSchema = page_schema(AgencySchema)


def detail(agency: Agency, connection: Connection) -> dict[str, Any]:
    """The agency with its connection, to be dumped by ``AgencyDetailSchema``."""
    shown = {name: getattr(agency, name) for name in _FIELDS}
    return {
        **shown,
        "connection": {
            "pending": connection.pending is not None,
            "sheet_waits": connection.sheet is not None and connection.pending is None,
            "cut_at": connection.cut_at,
            "try_at": connection.try_at,
            "failure": connection.failure,
            "orders": connection.orders,
        },
    }


_FIELDS = (
    "code",
    "id",
    "name",
    "name_en",
    "calendar",
    "active",
    "state",
    "delivery",
    "webhook_url",
    "public_keys",
)
