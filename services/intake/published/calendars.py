"""What intake tells of a working calendar: all of it, whenever it changes."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.intake.published.example import calendar
from services.intake.use_cases import facts
from shared.bus.published import Published


class SpecialDayData(Schema):
    """A day off (``off`` says of which kind) or one worked at ``hours`` though its week does not."""

    day = fields.Date(required=True)
    off = fields.String(required=True, allow_none=True)
    hours = fields.List(fields.List(fields.String()), required=True)
    reason = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class LaterWeek(Schema):
    """The hours of the week from a day on."""

    since = fields.Date(required=True, data_key="from", attribute="from")
    weekly = fields.List(fields.List(fields.List(fields.String())), required=True)


class CalendarChanged(Schema):
    """The whole working calendar: seven days of hours, Monday first, and the days that differ. ``later`` are the weeks
    that take the place of the first one, each from a day on."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    weekly = fields.List(fields.List(fields.List(fields.String())), required=True)
    special = fields.List(fields.Nested(SpecialDayData), required=True)
    later = fields.List(fields.Nested(LaterWeek))


PUBLISHED = (Published(facts.CALENDAR_CHANGED, CalendarChanged, facts.calendar_changed(calendar(), 3)),)
