"""Who has a part of a case now, as routing tells it with everything that it tells of the case."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.intake.domain.errors import Words
from services.intake.domain.progress import Holder
from services.intake.use_cases.record_progress import Held
from shared.bus.reading import Received


class HolderRead(Schema):
    task_id = fields.String(required=True)
    step = fields.String(load_default="")
    name = fields.String(load_default="")
    name_en = fields.String(load_default="")
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    status = fields.String(load_default="")
    since = fields.AwareDateTime(load_default=None, allow_none=True)
    due_at = fields.AwareDateTime(load_default=None, allow_none=True)
    opinion_for = fields.String(load_default="", allow_none=True)


class OtherTaskRead(Schema):
    task_id = fields.String(required=True)
    step = fields.String(load_default="")
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    due_at = fields.AwareDateTime(load_default=None, allow_none=True)


def held(received: Received) -> Held | None:
    """None in what was told before tellings named everybody."""
    told = received.data["holders"]
    if told is None:
        return None
    holders = tuple(
        Holder(
            one["task_id"],
            one["step"],
            Words(one["name"], one["name_en"] or one["name"]),
            one["agency"],
            one["agency_name"],
            one["status"],
            one["since"],
            one["due_at"],
            one["opinion_for"] or "",
        )
        for one in told
    )
    return Held(holders, received.sequence)
