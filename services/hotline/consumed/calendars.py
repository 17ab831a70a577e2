"""Intake's working calendars: the newest version of each is kept."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.hotline.consumed.texts import TEXT
from services.hotline.use_cases import keep_calendar
from shared.bus.reading import Order, Reading


class CalendarRead(Schema):
    """The whole calendar: hours of the seven weekdays, and the days that differ."""

    id = fields.String(required=True, validate=TEXT)
    version = fields.Integer(required=True)
    weekly = fields.List(fields.Raw(), required=True, validate=validate.Length(equal=7))
    special = fields.List(fields.Raw(), required=True)


READINGS = (
    Reading("intake.calendar.changed.v1", CalendarRead, keep_calendar.needs, keep_calendar.keep_calendar, Order.LATEST),
)
