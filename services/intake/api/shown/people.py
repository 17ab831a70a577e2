"""Accounts, drafts and bookings as the JSON that the API gives."""

from __future__ import annotations

from services.intake.api.shown.values import Json, moment, words
from services.intake.domain.business import Business, MemberRole
from services.intake.domain.citizen import Citizen
from services.intake.domain.draft import Draft
from services.intake.domain.guidance import Booking
from services.intake.use_cases.businesses import Invited
from services.intake.use_cases.guidance_desk import FreeHour


def account(one: Citizen) -> Json:
    profile = one.profile
    return {
        "id": one.id,
        "phone": one.phone,
        "email": one.email,
        "name": profile.name,
        "identity_number": profile.identity_number,
        "birth_date": profile.birth_date.isoformat() if profile.birth_date else None,
        "address": profile.address,
        "language": one.language,
    }


def business(one: Business, caller: str) -> Json:
    """With its members and invitations for those who manage it."""
    role = one.role_of(caller)
    shown: Json = {
        "id": one.id,
        "tax_code": one.facts.tax_code,
        "name": one.facts.name,
        "address": one.facts.address,
        "representative": one.facts.representative,
        "role": role.value if role else None,
    }
    if role is MemberRole.MANAGE:
        shown["members"] = [
            {"account": each.account, "role": each.role.value, "since": moment(each.since), "label": each.label}
            for each in one.members
        ]
        shown["invitations"] = [
            {"id": each.id, "reach": each.reach.value, "role": each.role.value, "invited_at": moment(each.invited_at)}
            for each in one.invitations
        ]
    return shown


def invited(one: Invited) -> Json:
    return {
        "id": one.invitation.id,
        "business": one.business.id,
        "name": one.business.facts.name,
        "role": one.invitation.role.value,
    }


def draft(one: Draft) -> Json:
    return {
        "id": one.id,
        "account": one.owner,
        "procedure": one.procedure,
        "values": dict(one.values),
        "saved_at": moment(one.saved_at),
        "expires_at": moment(one.expires_at),
    }


def booking(one: Booking) -> Json:
    return {
        "id": one.id,
        "starts_at": moment(one.starts_at),
        "place": one.place.value,
        "procedure": one.procedure,
        "state": one.state.value,
        "state_text": words(one.state.words),
    }


def free_hour(one: FreeHour) -> Json:
    return {"hour": one.hour.isoformat("minutes"), "left": one.left}
