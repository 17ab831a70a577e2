"""Tells callers how their petition stands: by code, with its key or the number they left; wrong looks as unknown."""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest

from services.hotline.domain.contact import Contact, Identity, read_phone
from services.hotline.domain.errors import InvalidValue, NotFound, Words
from services.hotline.domain.petition import Petition
from services.hotline.domain.petition_code import InvalidCode, PetitionCode
from services.hotline.domain.return_key import read_return_key
from services.hotline.domain.rules import LegalPath
from services.hotline.use_cases.ports import Ports
from services.hotline.use_cases.track_petition import guide_of
from shared.security.caller import Caller
from shared.security.owner_tokens import owner_token_matches
from shared.store.change import Key

TELL = "petition.tell-standing"
LAST = 4
NOT_TOLD = Words(
    "Chưa đối chiếu được. Xem lại mã phản ánh, khóa hoặc số điện thoại người gọi đọc",
    "Not verified. Check the petition's code, and the key or phone number as the caller gives them",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What may be told: how it stands and what was answered, never what others told of it."""

    petition: Petition
    guide: LegalPath | None


def tell_standing(ports: Ports, caller: Caller, code: str, key: str, digits: str) -> Standing:
    """Tries are counted by petition and by who asks. Raises Forbidden, NotFound, TooManyAttempts, StoreAway."""
    ports.access.grant(caller, TELL)
    ports.limits.take("verify-caller", caller.actor)
    try:
        id = str(PetitionCode.read(code))
    except InvalidCode:
        raise NotFound("not-told", NOT_TOLD) from None
    ports.limits.take("tracking-code", id)
    found = ports.work.load(Key(Petition, id), Key(Identity, id))
    petition, identity = found.get(Petition, id), found.get(Identity, id)
    contact = identity.contact if identity else Contact()
    if petition is None or not (_has_key(petition, key) or _has_number(contact, digits)):
        raise NotFound("not-told", NOT_TOLD)
    return Standing(petition, guide_of(ports, petition))


def _has_key(petition: Petition, key: str) -> bool:
    return bool(key.strip()) and owner_token_matches(read_return_key(key), petition.key_hash)


def _has_number(contact: Contact, digits: str) -> bool:
    """The whole number in any spelling, or its last four digits."""
    if contact.phone is None or not digits.strip():
        return False
    plain = "".join(one for one in digits if one.isascii() and one.isdigit())
    if len(plain) == LAST:
        return compare_digest(contact.phone[-LAST:], plain)
    try:
        return compare_digest(contact.phone, read_phone(digits))
    except InvalidValue:
        return False
