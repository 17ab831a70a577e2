"""Accounts of citizens and businesses, and codes under way, as documents: what tells who somebody is is sealed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from pymongo import ASCENDING, IndexModel

from services.intake.domain.business import Business, BusinessFacts, Invitation, Member, MemberRole
from services.intake.domain.citizen import Citizen, Profile
from services.intake.domain.one_time_code import OneTimeCode
from services.intake.domain.reach import Reach, Way
from services.intake.store.personal_fields import PersonalFields
from shared.store.mapping import Mapping

Document = dict[str, Any]
CITIZENS, BUSINESSES, CODES = "citizens", "businesses", "one_time_codes"
# Nobody looks a code up after its five minutes; the day is for those who look into what went wrong.
CODES_KEPT = timedelta(days=1)


def reach_digest(fields: PersonalFields, reach: Reach) -> str:
    """What an account or invitation is found by."""
    return fields.digest(f"reach/{reach.way.value}", reach.value)


def citizen_mapping(fields: PersonalFields) -> Mapping:
    """``fields`` seals for the collection ``citizens``."""

    def write(one: Citizen) -> Document:
        born = one.profile.birth_date.isoformat() if one.profile.birth_date else None
        profile = {
            "name": one.profile.name,
            "identity_number": one.profile.identity_number,
            "birth_date": born,
            "address": one.profile.address,
        }
        document = {
            "_id": one.id,
            "version": one.version,
            "created_at": one.created_at,
            "language": one.language,
            "phone": fields.seal(one.id, "phone", one.phone),
            "email": fields.seal(one.id, "email", one.email),
            "profile": fields.seal_json(one.id, "profile", profile),
        }
        return document | {"reach": [reach_digest(fields, reach) for reach in one.reaches]}

    def read(data: Document) -> Citizen:
        profile = fields.open_json(data["_id"], "profile", data["profile"]) or {}
        born = profile.get("birth_date")
        return Citizen(
            data["_id"],
            data["version"],
            data["created_at"],
            fields.open(data["_id"], "phone", data["phone"]),
            fields.open(data["_id"], "email", data["email"]),
            Profile(
                profile.get("name", ""),
                profile.get("identity_number"),
                date.fromisoformat(born) if born else None,
                profile.get("address", ""),
            ),
            data["language"],
        )

    return Mapping(Citizen, CITIZENS, write, read, (IndexModel([("reach", ASCENDING)], name="reach", unique=True),))


def business_mapping(fields: PersonalFields) -> Mapping:
    """``fields`` seals for the collection ``businesses``."""

    def write(one: Business) -> Document:
        facts = {name: getattr(one.facts, name) for name in ("tax_code", "name", "address", "representative")}
        return {
            "_id": one.id,
            "version": one.version,
            "created_at": one.created_at,
            "facts": fields.seal_json(one.id, "facts", facts),
            "tax": fields.digest("tax", one.facts.tax_code),
            "members": [
                {
                    "account": each.account,
                    "role": each.role.value,
                    "since": each.since,
                    "label": fields.seal(one.id, f"label/{each.account}", each.label),
                }
                for each in one.members
            ],
            "invitations": [_write_invitation(each, one.id, fields) for each in one.invitations],
        }

    def read(data: Document) -> Business:
        id = data["_id"]
        return Business(
            id,
            data["version"],
            BusinessFacts(**fields.open_json(id, "facts", data["facts"])),
            data["created_at"],
            tuple(
                Member(
                    each["account"],
                    MemberRole(each["role"]),
                    each["since"],
                    fields.open(id, f"label/{each['account']}", each["label"]) or "",
                )
                for each in data["members"]
            ),
            tuple(_read_invitation(each, id, fields) for each in data["invitations"]),
        )

    indexes = (
        IndexModel([("members.account", ASCENDING)], name="members"),
        IndexModel([("invitations.reach", ASCENDING)], name="invitations"),
    )
    return Mapping(Business, BUSINESSES, write, read, indexes)


def _write_invitation(one: Invitation, id: str, fields: PersonalFields) -> Document:
    return {
        "id": one.id,
        "reach": reach_digest(fields, one.reach),
        "way": one.reach.way.value,
        "value": fields.seal(id, f"invitation/{one.id}", one.reach.value),
        "role": one.role.value,
        "invited_at": one.invited_at,
        "invited_by": one.invited_by,
    }


def _read_invitation(data: Document, id: str, fields: PersonalFields) -> Invitation:
    value = fields.open(id, f"invitation/{data['id']}", data["value"]) or ""
    reach = Reach(Way(data["way"]), value)
    return Invitation(data["id"], reach, MemberRole(data["role"]), data["invited_at"], data["invited_by"])


def _write_code(one: OneTimeCode) -> Document:
    return {
        "_id": one.id,
        "version": one.version,
        "issue": one.issue,
        "digest": one.digest,
        "issued_at": one.issued_at,
        "tries": one.tries,
        "used": one.used,
        "forgotten_at": one.expires_at + CODES_KEPT,
    }


def _read_code(data: Document) -> OneTimeCode:
    return OneTimeCode(
        data["_id"], data["version"], data["issue"], data["digest"], data["issued_at"], data["tries"], data["used"]
    )


ONE_TIME_CODES = Mapping(
    OneTimeCode,
    CODES,
    _write_code,
    _read_code,
    (IndexModel([("forgotten_at", ASCENDING)], name="forgotten", expireAfterSeconds=0),),
)
