"""What intake tells of all accepted dossiers together, and of fees, which keep a dossier with its applicant."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.routing.consumed.texts import LONG_TEXT, TEXT
from services.routing.use_cases import follow_fee, hear_balance
from shared.bus.reading import Order, Reading

DIGEST = validate.Length(max=64)


class PageTold(Schema):
    """A page of a day."""

    page = fields.String(required=True, validate=TEXT)
    accepted = fields.Integer(required=True)
    digest = fields.String(required=True, validate=DIGEST)
    revision = fields.Integer(required=True)


class DayTold(Schema):
    """A day with those of its pages that are told."""

    day = fields.String(required=True, validate=TEXT)
    accepted = fields.Integer(required=True)
    digest = fields.String(required=True, validate=DIGEST)
    pages = fields.List(fields.Nested(PageTold), load_default=list)


class BalanceTold(Schema):
    """``revision`` is the number of the telling."""

    revision = fields.Integer(required=True)
    days = fields.List(fields.Nested(DayTold), required=True)


class MessageRead(Schema):
    """A message about the dossier that has not taken effect at intake."""

    type = fields.String(required=True, validate=LONG_TEXT)
    where = fields.String(required=True, validate=TEXT)
    reason = fields.String(load_default="", validate=LONG_TEXT)


class ListedDossier(Schema):
    """An accepted dossier."""

    code = fields.String(required=True, validate=TEXT)
    standing = fields.String(required=True, validate=TEXT)
    messages = fields.List(fields.Nested(MessageRead), load_default=list)


class ListedPage(Schema):
    """A page, one by one."""

    page = fields.String(required=True, validate=TEXT)
    dossiers = fields.List(fields.Nested(ListedDossier), required=True)


class BalanceListed(Schema):
    """``question`` is the number of what it answers, ``revision`` that of the telling before it."""

    question = fields.Integer(required=True)
    revision = fields.Integer(required=True)
    pages = fields.List(fields.Nested(ListedPage), load_default=list)
    days = fields.List(fields.Nested(DayTold), load_default=list)


class PaymentRequested(Schema):
    """The applicant is asked for the fee."""

    requested_at = fields.AwareDateTime(required=True)


SCHEMAS = {
    "intake.balance.told.v1": BalanceTold,
    "intake.balance.listed.v1": BalanceListed,
    "intake.dossier.payment_requested.v1": PaymentRequested,
}
READINGS = (
    Reading("intake.balance.told.v1", BalanceTold, hear_balance.needs_days, hear_balance.hear_counts, Order.COMMUTES),
    Reading(
        "intake.balance.listed.v1", BalanceListed, hear_balance.needs_lists, hear_balance.hear_lists, Order.COMMUTES
    ),
    Reading(
        "intake.dossier.payment_requested.v1",
        PaymentRequested,
        follow_fee.needs,
        follow_fee.fee_requested,
        Order.COMMUTES,
    ),
)
