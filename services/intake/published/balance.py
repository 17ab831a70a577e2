"""What intake tells of all accepted dossiers together, so that whoever has them can see whether any is missing."""

from __future__ import annotations

from datetime import UTC, datetime

from marshmallow import Schema, fields

from services.intake.domain.balance import ANSWERED, TOLD, Balance
from services.intake.use_cases.balance import BALANCE_LISTED, BALANCE_TOLD, balance_listed, balance_told
from shared.bus.published import Published
from shared.store.tally import NOT_PUBLISHED, Label, OnTheWay, Tally, day_of, digest_of

_DIGEST = {
    "description": "SHA-256, 32 hexadecimal digits, over the lines `<code> <standing>` (of a day: `<page> <digest>`) "
    "in their order; empty where there is none"
}


class PageSchema(Schema):
    """The hundred codes that share all but their last two digits."""

    page = fields.String(required=True)
    accepted = fields.Integer(required=True, metadata={"description": "how many of them were accepted"})
    digest = fields.String(required=True, metadata=_DIGEST)
    revision = fields.Integer(required=True, metadata={"description": "grows with every change of the page"})


class DaySchema(Schema):
    """All dossiers with a code of the day; the pages that changed since they were told last."""

    day = fields.String(required=True)
    accepted = fields.Integer(required=True, metadata={"description": "how many of them were accepted"})
    digest = fields.String(required=True, metadata=_DIGEST)
    pages = fields.List(fields.Nested(PageSchema), required=True)


class BalanceTold(Schema):
    """How many dossiers of each day were accepted, with digests over where each of them stands."""

    revision = fields.Integer(required=True, metadata={"description": "number of this telling"})
    told_at = fields.AwareDateTime(required=True)
    days = fields.List(fields.Nested(DaySchema), required=True)


class MessageSchema(Schema):
    """A message about the dossier that has not taken effect yet."""

    type = fields.String(required=True)
    where = fields.String(required=True, metadata={"description": "not_published, put_off or parked"})
    reason = fields.String(required=True, metadata={"description": "why, where somebody said so"})


class ListedDossier(Schema):
    """One accepted dossier, and where it stands."""

    code = fields.String(required=True, metadata={"description": "code of the dossier"})
    standing = fields.String(
        required=True,
        metadata={"description": "open, supplement, payment, decided, returned, withdrawn or stopped"},
    )
    messages = fields.List(fields.Nested(MessageSchema), required=True)


class ListedPage(Schema):
    """Every accepted dossier of a page."""

    page = fields.String(required=True)
    dossiers = fields.List(fields.Nested(ListedDossier), required=True)


class BalanceListed(Schema):
    """The answer to a question: every dossier of the pages asked for, every page of the days asked for."""

    question = fields.Integer(required=True, metadata={"description": "number of the question"})
    revision = fields.Integer(required=True, metadata={"description": "number of the telling before it"})
    listed_at = fields.AwareDateTime(required=True)
    pages = fields.List(fields.Nested(ListedPage), required=True)
    days = fields.List(fields.Nested(DaySchema), required=True)


_PAGE, _AT = "H99.11-261005-00", datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
_LABELS = {f"{_PAGE}01": Label("open", "open"), f"{_PAGE}02": Label("returned", "returned")}
_WAITS = OnTheWay(f"{_PAGE}01", "intake.dossier.accepted.v1", NOT_PUBLISHED)
_TALLY = Tally(
    _PAGE, day_of(_PAGE), 2, digest_of({id: one.told for id, one in _LABELS.items()}), {"open": 1, "returned": 1}, 7
)
_DAY = Tally(_TALLY.day, _TALLY.day, 2, digest_of({_PAGE: _TALLY.digest}), _TALLY.places, 9)
_TOLD = balance_told(Balance(TOLD, 12), [_DAY], [_TALLY], _AT)
_LISTED = balance_listed(
    Balance(ANSWERED, 3), 3, 12, {_PAGE: _LABELS}, {_WAITS.subject: [_WAITS]}, _TOLD.data["days"], _AT
)
PUBLISHED = (Published(BALANCE_TOLD, BalanceTold, _TOLD), Published(BALANCE_LISTED, BalanceListed, _LISTED))
