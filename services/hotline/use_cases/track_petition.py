"""Tells how a petition stands to whoever holds its code and key; unknown and wrong look the same."""

from __future__ import annotations

from services.hotline.domain.errors import NotFound, Words
from services.hotline.domain.petition import Petition
from services.hotline.domain.petition_code import InvalidCode, PetitionCode
from services.hotline.domain.return_key import read_return_key
from services.hotline.domain.rules import LegalPath, rules_in_force
from services.hotline.use_cases.ports import Ports
from shared.security.owner_tokens import owner_token_matches
from shared.store.change import Key

NOT_TRACKED = Words(
    "Chưa thấy phản ánh này. Xin xem lại mã và khóa tra cứu", "No petition found. Please check the code and the key"
)


def track_petition(ports: Ports, code: str, key: str, *, address: str) -> Petition:
    """The petition. Tries are counted by network address and by code. Raises NotFound, TooManyAttempts, StoreAway."""
    ports.limits.take("tracking-address", address)
    try:
        id = str(PetitionCode.read(code))
    except InvalidCode:
        raise NotFound("not-tracked", NOT_TRACKED) from None
    ports.limits.take("tracking-code", id)
    petition = ports.work.load(Key(Petition, id)).get(Petition, id)
    if petition is None or not owner_token_matches(read_return_key(key), petition.key_hash):
        raise NotFound("not-tracked", NOT_TRACKED)
    return petition


def guide_of(ports: Ports, petition: Petition) -> LegalPath | None:
    """The written guide that goes with a complaint or denunciation, by the rules it was taken under."""
    return rules_in_force(ports.rules, petition.rules_of).paths.get(petition.kind)
