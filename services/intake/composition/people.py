"""Puts together what the use cases about people are given; a part of the composition root."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from services.intake.store.dossier_documents import COLLECTION as DOSSIERS
from services.intake.store.guidance_documents import (
    BOOKINGS,
    CONTACTS,
    DRAFTS,
    GUIDANCE_DAYS,
    LOOKS,
    booking_mapping,
    contact_mapping,
    draft_mapping,
    look_mapping,
)
from services.intake.store.people_documents import (
    BUSINESSES,
    CITIZENS,
    ONE_TIME_CODES,
    business_mapping,
    citizen_mapping,
)
from services.intake.store.people_queries import AccountQueries, GuidanceQueries, OwnedQueries
from services.intake.store.personal_fields import PersonalFields
from services.intake.use_cases.people_ports import PeoplePorts
from shared.security.fields import BlindIndex, FieldCipher
from shared.settings import Settings
from shared.store.mapping import Mapping

if TYPE_CHECKING:
    from pymongo.database import Database


def people_mappings(cipher: FieldCipher, index: BlindIndex) -> tuple[Mapping, ...]:
    """How accounts, codes, drafts, bookings and the contact log are kept."""
    return (
        citizen_mapping(PersonalFields(cipher, index, CITIZENS)),
        business_mapping(PersonalFields(cipher, index, BUSINESSES)),
        ONE_TIME_CODES,
        draft_mapping(PersonalFields(cipher, index, DRAFTS)),
        booking_mapping(PersonalFields(cipher, index, BOOKINGS)),
        GUIDANCE_DAYS,
        contact_mapping(PersonalFields(cipher, index, CONTACTS)),
        look_mapping(PersonalFields(cipher, index, LOOKS)),
    )


def people_ports(
    database: Database[dict[str, Any]], cipher: FieldCipher, index: BlindIndex, settings: Settings
) -> PeoplePorts:
    """Over the service's own database."""

    def fields(collection: str) -> PersonalFields:
        return PersonalFields(cipher, index, collection)

    return PeoplePorts(
        accounts=AccountQueries(database, fields(CITIZENS)),
        owned=OwnedQueries(database, fields(DOSSIERS), fields(DRAFTS)),
        guidance=GuidanceQueries(database, fields(BOOKINGS), fields(CONTACTS)),
        digest=index.digest,
        new_id=lambda: uuid4().hex,
        new_digits=new_digits,
        draft_kept=timedelta(days=settings.draft_days),
        chairs=settings.guidance_chairs,
    )


def new_digits(count: int) -> str:
    """So many digits that nobody guesses; the first may be a nought."""
    return "".join(secrets.choice("0123456789") for _ in range(count))
