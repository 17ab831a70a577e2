"""Payments: what is sent and answered."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.intake.api.schemas.bounds import SHORT
from services.intake.domain.money.means import Means
from services.intake.domain.money.notice import Outcome


class NoticeAnswer(Schema):
    transaction = fields.String(required=True)
    outcome = fields.Enum(Outcome, by_value=True, required=True)
    repeated = fields.Boolean(required=True, metadata={"description": "it was told before: nothing was done again"})


class RefundGivenRequest(Schema):
    refund = fields.String(required=True, validate=SHORT, metadata={"description": "id of what is to go back"})
    means = fields.Enum(Means, by_value=True, required=True)
    number = fields.String(required=True, validate=SHORT, metadata={"description": "of the voucher or the order"})


class TransactionRequest(Schema):
    transaction = fields.String(required=True, validate=SHORT)
