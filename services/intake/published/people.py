"""What intake tells of people who sign in: the code that goes to them, the dossier that they take into an account."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from marshmallow import Schema, fields

from services.intake.domain.business import Invitation, MemberRole
from services.intake.domain.guidance import Booking, BookingState, Place
from services.intake.domain.one_time_code import Purpose, issued
from services.intake.domain.reach import Reach, Way
from services.intake.published.dossier_head import ProcedureName
from services.intake.published.example import FILED
from services.intake.use_cases import people_facts
from shared.bus.published import Published

ACCOUNT = "5b1f0c5e8a0d4f0e9d7c3a2b1e4f6071"
INVITATION = "c2a4f7d09b5e4c1c8a3d6e7f80912b34"
BOOKING = "7d3b1f60c4a84e2b9f5d0a1c2e3b4d56"
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


class BusinessInvited(Schema):
    """Somebody may act for a business; where they are told stands in the personal block. The business is not named:
    nobody has checked what it says of itself, so they see it once they sign in."""

    role = fields.String(required=True, metadata={"description": "manage, file or view"})
    invited_at = fields.AwareDateTime(required=True)
    open_until = fields.AwareDateTime(required=True)


class GuidanceBooked(Schema):
    """Somebody booked help at the guidance desk; who it is and where they are told stands in the personal block."""

    starts_at = fields.AwareDateTime(required=True)
    place = fields.String(required=True, metadata={"description": "counter or phone"})
    procedure = fields.Nested(ProcedureName, required=True)


class GuidanceMoved(GuidanceBooked):
    """The same booking at another hour."""

    starts_before = fields.AwareDateTime(required=True)


class GuidanceCancelled(GuidanceBooked):
    """It was called off, and the chair is free again."""

    by_desk = fields.Boolean(
        required=True, metadata={"description": "whether an officer called it off, not whoever booked"}
    )


def _guidance() -> tuple[Published, ...]:
    personal, name = ("phone", "email", "name", "language"), FILED.procedure.name
    phone, start = Reach(Way.PHONE, "+84912345678"), datetime(2026, 10, 6, 2, 0, tzinfo=UTC)
    code, made = FILED.procedure.code, datetime(2026, 10, 5, 1, 0, tzinfo=UTC)
    booked = Booking(BOOKING, 1, "H99.11", start, Place.COUNTER, code, "Nguyễn Thị Bích Đào", phone, made, key_hash="x")
    moved = booked.move(start + timedelta(hours=1))
    cancelled = moved.end(BookingState.CANCELLED, "owner")
    facts = people_facts
    return (
        Published(facts.GUIDANCE_BOOKED, GuidanceBooked, facts.guidance_booked(booked, name), personal),
        Published(facts.GUIDANCE_MOVED, GuidanceMoved, facts.guidance_moved(booked, moved, name), personal),
        Published(facts.GUIDANCE_CANCELLED, GuidanceCancelled, facts.guidance_cancelled(cancelled, name), personal),
    )


_CODE = issued(None, "x", ISSUE, "x", datetime(2026, 10, 5, 1, 0, tzinfo=UTC))
_SENT_TO = Reach(Way.PHONE, "+84912345678")
_INVITATION = Invitation(
    INVITATION,
    Reach(Way.EMAIL, "ketoan@congty.example"),
    MemberRole.FILE,
    datetime(2026, 10, 5, 1, 0, tzinfo=UTC),
    ACCOUNT,
)
PUBLISHED = (
    Published(
        people_facts.SIGN_IN_CODE_ISSUED,
        SignInCodeIssued,
        people_facts.sign_in_code_issued(_CODE, Purpose.SIGN_IN, _SENT_TO, "012345", "vi"),
        ("phone", "email", "code", "language"),
    ),
    Published(
        people_facts.INVITED, BusinessInvited, people_facts.invited(_INVITATION, "vi"), ("phone", "email", "language")
    ),
    *_guidance(),
    Published(
        people_facts.CLAIMED,
        DossierClaimed,
        people_facts.claimed(FILED.claim(ACCOUNT), ACCOUNT),
        unread_because="it stands in the dossier's history, for whoever asks who could see it since when",
    ),
)
