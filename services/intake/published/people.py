"""What intake tells of people who sign in: the code that goes to them, the dossier that they take into an account."""

from __future__ import annotations

from datetime import UTC, datetime

from marshmallow import Schema, fields

from services.intake.domain.one_time_code import Purpose, issued
from services.intake.domain.reach import Reach, Way
from services.intake.published.dossier_head import ProcedureName
from services.intake.published.example import FILED
from services.intake.use_cases import people_facts
from shared.bus.published import Published

ACCOUNT = "5b1f0c5e8a0d4f0e9d7c3a2b1e4f6071"
ISSUE = "0e8d4c1ba7f94d05b1c6d2e3f4a59687"


class SignInCodeIssued(Schema):
    """Somebody asked for a code of six digits; it and where to stand in the personal block, and the subject leads to
    nobody."""

    purpose = fields.String(required=True, metadata={"description": "what the code is good for: sign_in or new_reach"})
    issued_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(required=True)


class DossierClaimed(Schema):
    """Whoever holds the owner token put the dossier into an account."""

    procedure = fields.Nested(ProcedureName, required=True)
    account = fields.String(required=True, metadata={"description": "id of the account; who that is only intake knows"})


_CODE = issued(None, "x", ISSUE, "x", datetime(2026, 10, 5, 1, 0, tzinfo=UTC))
_SENT_TO = Reach(Way.PHONE, "+84912345678")
PUBLISHED = (
    Published(
        people_facts.SIGN_IN_CODE_ISSUED,
        SignInCodeIssued,
        people_facts.sign_in_code_issued(_CODE, Purpose.SIGN_IN, _SENT_TO, "012345", "vi"),
        ("phone", "email", "code", "language"),
    ),
    Published(
        people_facts.CLAIMED,
        DossierClaimed,
        people_facts.claimed(FILED.claim(ACCOUNT), ACCOUNT),
        unread_because="it stands in the dossier's history, for whoever asks who could see it since when",
    ),
)
