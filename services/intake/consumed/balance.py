"""What routing asks where its count of dossiers is another one."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.intake.use_cases.balance import order_list
from shared.bus.reading import Order, Reading, Received
from shared.store.change import Change, Key, Loaded

BALANCE_QUESTIONED = "routing.balance.questioned.v1"
SHORT = validate.Length(min=1, max=100)


class BalanceQuestioned(Schema):
    """Which pages to list one by one, and which days to tell with all their pages."""

    question = fields.Integer(required=True)
    pages = fields.List(fields.String(validate=SHORT), load_default=list, validate=validate.Length(max=100))
    days = fields.List(fields.String(validate=SHORT), load_default=list, validate=validate.Length(max=100))


def _needs(_: Received) -> tuple[Key, ...]:
    return ()


def _order(received: Received, _: Loaded) -> Change:
    data = received.data
    return Change(jobs=(order_list(data["question"], data["pages"], data["days"], received.time),))


BALANCE = Reading(BALANCE_QUESTIONED, BalanceQuestioned, _needs, _order, Order.COMMUTES)
