"""What routing tells of the balance with intake: its questions, and dossiers that are not in exactly one place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from marshmallow import Schema, fields

from services.routing.domain.balance import Difference, Inquiry, Look, Message
from services.routing.use_cases import balance_facts as facts
from shared.bus.published import Published


class BalanceQuestioned(Schema):
    """Routing counts another sum there: these pages are to be listed, these days to be told with all their pages."""

    question = fields.Integer(required=True, metadata={"description": "number of the question"})
    pages = fields.List(fields.String(), required=True, metadata={"description": "codes without their last two digits"})
    days = fields.List(fields.String(), required=True, metadata={"description": "days of the codes"})


class TaskLook(Schema):
    """A task of the dossier, as it stands."""

    task_id = fields.String(required=True)
    agency_name = fields.String(required=True)
    status = fields.String(required=True, metadata={"description": "where the task stands"})


class MessageLook(Schema):
    """A message about the dossier that has not taken effect."""

    side = fields.String(required=True, metadata={"description": "the service where it lies"})
    type = fields.String(required=True)
    where = fields.String(required=True, metadata={"description": "not_published, put_off or parked"})
    reason = fields.String(required=True, metadata={"description": "why, where somebody said so"})


class BalanceDisturbed(Schema):
    """For over a minute a dossier has not been in exactly one place, and no message on its way explains it."""

    dossier = fields.String(required=True)
    kind = fields.String(
        required=True,
        metadata={"description": "no_case, not_accepted, doubled, nowhere, two_places or differs"},
    )
    since = fields.AwareDateTime(required=True, metadata={"description": "when it was found"})
    intake = fields.String(
        required=True, allow_none=True, metadata={"description": "where it stands by intake; null: not accepted"}
    )
    routing = fields.String(
        required=True, allow_none=True, metadata={"description": "where it stands by routing; null: no case"}
    )
    copy_of = fields.String(
        required=True, allow_none=True, metadata={"description": "the dossier whose case stands here once more"}
    )
    tasks = fields.List(fields.Nested(TaskLook), required=True)
    messages = fields.List(fields.Nested(MessageLook), required=True)


class BalanceRestored(Schema):
    """The dossier is in exactly one place again."""

    dossier = fields.String(required=True)
    restored_at = fields.AwareDateTime(required=True)


_AT = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)
_CODE = "H99.11-261005-0001"
_MESSAGE = Message("routing", "intake.dossier.accepted.v1", "parked", "no route for procedure 1.012278", moves=False)
_LOST = Difference(
    _CODE, 2, _CODE[:-2], "2026-10-05", Look("open", None, messages=(_MESSAGE,)), _AT, _AT + timedelta(minutes=1)
)
_BECAUSE = "for whoever watches over the system: it stands on the page of the balance, in the log and the metrics"
PUBLISHED = (
    Published(facts.QUESTIONED, BalanceQuestioned, facts.questioned(Inquiry(version=3), [_CODE[:-2]], ["2026-10-05"])),
    Published(facts.DISTURBED, BalanceDisturbed, facts.disturbed(_LOST), unread_because=_BECAUSE),
    Published(
        facts.RESTORED,
        BalanceRestored,
        facts.restored([replace(_LOST, version=3, ended_at=_AT + timedelta(minutes=9))])[0],
        unread_because=_BECAUSE,
    ),
)
