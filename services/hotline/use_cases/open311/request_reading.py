"""Reads a service request as an Open311 client posts it into a petition's checked values and what came beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from services.hotline.domain.contact import Contact, read_email, read_name, read_phone
from services.hotline.domain.errors import FieldFault, InvalidRequest, InvalidValue, NotFound, Words
from services.hotline.domain.kinds import Channel
from services.hotline.domain.open311.catalogue import Catalogue, Service
from services.hotline.domain.open311.submission import LONGEST_ADDRESS, Spot, read_degrees, read_media
from services.hotline.use_cases.petition_request import CLAIM_TOO_LONG, LONGEST_CLAIM, Claim, PetitionRequest, read_told
from shared.text import normalise

T = TypeVar("T")
UNKNOWN_SERVICE = Words("Không có service_code này", "No such service_code")
NO_SERVICE = Words("Thiếu service_code", "service_code was not provided")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: ``petition`` as the hotline takes it, where it happened, a picture's address."""

    service: Service
    petition: PetitionRequest
    spot: Spot
    media: str


def read_request(catalogue: Catalogue, fields: Mapping[str, str], language: str) -> Asked:
    """``fields`` are those of the form; an empty one counts as left out. Raises NotFound (service), InvalidRequest."""

    def text(name: str) -> str:
        return fields.get(name, "").strip()

    if not text("service_code"):
        raise InvalidRequest(FieldFault("/service_code", NO_SERVICE))
    service = catalogue.service(text("service_code"))
    if service is None:
        raise NotFound("unknown-service", UNKNOWN_SERVICE)
    faults: list[FieldFault] = []
    try:
        told = read_told(fields.get("description"), "/description")
    except InvalidRequest as refused:
        told = ""
        faults += refused.faults
    nowhere: tuple[float | None, float | None] = (None, None)
    degrees = _read(faults, "/lat", nowhere, lambda: read_degrees(text("lat"), text("long")))
    media = _read(faults, "/media_url", "", lambda: read_media(text("media_url")))
    contact = _contact(text, faults)
    claim = _claim(text, faults)
    if faults:
        raise InvalidRequest(*faults)
    address = " · ".join(one for one in (text("address_string"), text("address_id")) if one)[:LONGEST_ADDRESS]
    request = PetitionRequest(service.kind, service.topic, Channel.OPEN311, told, contact, claim, language)
    return Asked(service, request, Spot(address, *degrees), media)


def _contact(text: Callable[[str], str], faults: list[FieldFault]) -> Contact:
    """Whoever gives nothing is anonymous; the family name stands first, as it does in Viet Nam."""
    name = " ".join(one for one in (text("last_name"), text("first_name")) if one)
    return Contact(
        name=_read(faults, "/first_name", None, lambda: read_name(name)) if name else None,
        phone=_read(faults, "/phone", None, lambda: read_phone(text("phone"))) if text("phone") else None,
        email=_read(faults, "/email", None, lambda: read_email(text("email"))) if text("email") else None,
    )


def _claim(text: Callable[[str], str], faults: list[FieldFault]) -> Claim:
    dossier = text("attribute[dossier]")
    if len(dossier) > LONGEST_CLAIM:
        faults.append(FieldFault("/attribute[dossier]", CLAIM_TOO_LONG))
    return Claim(normalise(dossier), text("attribute[dossier_phone_last4]")[:LONGEST_CLAIM])


def _read(faults: list[FieldFault], pointer: str, otherwise: T, read: Callable[[], T]) -> T:
    try:
        return read()
    except InvalidValue as wrong:
        faults.append(FieldFault(pointer, wrong.words))
        return otherwise
