"""What intake tells of accounts on the bus: schema, personal fields and golden example; a part of ``published``."""

from __future__ import annotations

from datetime import UTC, datetime

from marshmallow import Schema, fields

from services.intake.domain.dossier import Dossier
from services.intake.domain.one_time_code import Purpose, issued
from services.intake.domain.reach import Reach, Way
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


class ClaimedProcedure(Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)
    name_en = fields.String(required=True)


class DossierClaimed(Schema):
    """Whoever holds the owner token put the dossier into an account."""

    procedure = fields.Nested(ClaimedProcedure, required=True)
    account = fields.String(required=True, metadata={"description": "id of the account; who that is only intake knows"})


def people(filed: Dossier) -> tuple[Published, ...]:
    """``filed`` is the dossier of the other examples."""
    code = issued(None, "x", ISSUE, "x", datetime(2026, 10, 5, 1, 0, tzinfo=UTC))
    told = people_facts.sign_in_code_issued(code, Purpose.SIGN_IN, Reach(Way.PHONE, "+84912345678"), "012345", "vi")
    return (
        Published(people_facts.SIGN_IN_CODE_ISSUED, SignInCodeIssued, told, ("phone", "email", "code", "language")),
        Published(
            people_facts.CLAIMED,
            DossierClaimed,
            people_facts.claimed(filed.claim(ACCOUNT), ACCOUNT),
            unread_because="it stands in the dossier's history, for whoever asks who could see it since when",
        ),
    )
