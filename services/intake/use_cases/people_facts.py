"""The facts about accounts that intake tells, as data; codes and addresses stand in the personal block alone."""

from __future__ import annotations

from typing import Any

from services.intake.domain.business import Invitation
from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import Words
from services.intake.domain.guidance import Booking
from services.intake.domain.one_time_code import OneTimeCode, Purpose
from services.intake.domain.reach import Reach
from shared.store.change import Fact
from shared.working_time.calendar import local

SIGN_IN_CODE_ISSUED = "intake.sign_in_code.issued.v1"
CLAIMED = "intake.dossier.claimed.v1"
INVITED = "intake.business.invited.v1"
GUIDANCE_BOOKED = "intake.guidance.booked.v1"
GUIDANCE_MOVED = "intake.guidance.moved.v1"
GUIDANCE_CANCELLED = "intake.guidance.cancelled.v1"


def sign_in_code_issued(one: OneTimeCode, purpose: Purpose, where: Reach, code: str, language: str) -> Fact:
    """Its subject is the issue, which leads to nobody."""
    data = {
        "purpose": purpose.value,
        "issued_at": local(one.issued_at).isoformat(),
        "expires_at": local(one.expires_at).isoformat(),
    }
    personal = {where.way.value: where.value, "code": code, "language": language}
    return Fact(SIGN_IN_CODE_ISSUED, one.issue, 1, data, personal)


def claimed(dossier: Dossier, account: str) -> Fact:
    """``account`` is an opaque id: who it is only intake knows."""
    data = {
        "procedure": {
            "code": dossier.procedure.code,
            "name": dossier.procedure.name.vi,
            "name_en": dossier.procedure.name.en,
        },
        "account": account,
    }
    return Fact(CLAIMED, dossier.code, dossier.version, data)


def invited(one: Invitation, language: str) -> Fact:
    """The business is not named, neither here nor in the message: nobody has checked what it says of itself, and a
    stranger's words must not reach a phone under the office's name. Whoever signs in sees who it is."""
    data = {
        "role": one.role.value,
        "invited_at": local(one.invited_at).isoformat(),
        "open_until": local(one.open_until).isoformat(),
    }
    return Fact(INVITED, one.id, 1, data, {one.reach.way.value: one.reach.value, "language": language})


def guidance_booked(one: Booking, procedure: Words) -> Fact:
    """``procedure`` as the catalogue calls it."""
    return Fact(GUIDANCE_BOOKED, one.id, one.version, _booking(one, procedure), _booker(one))


def guidance_moved(before: Booking, after: Booking, procedure: Words) -> Fact:
    data = {**_booking(after, procedure), "starts_before": local(before.starts_at).isoformat()}
    return Fact(GUIDANCE_MOVED, after.id, after.version, data, _booker(after))


def guidance_cancelled(one: Booking, procedure: Words) -> Fact:
    """``by_desk``: the office cancelled it, not whoever booked."""
    data = {**_booking(one, procedure), "by_desk": one.ended_by != "owner"}
    return Fact(GUIDANCE_CANCELLED, one.id, one.version, data, _booker(one))


def _booking(one: Booking, procedure: Words) -> dict[str, Any]:
    return {
        "starts_at": local(one.starts_at).isoformat(),
        "place": one.place.value,
        "procedure": {"code": one.procedure, "name": procedure.vi, "name_en": procedure.en},
    }


def _booker(one: Booking) -> dict[str, Any]:
    return {one.reach.way.value: one.reach.value, "name": one.name, "language": one.language}
