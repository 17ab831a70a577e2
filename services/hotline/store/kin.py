"""The digests by which contacts of the same person, or about the same dossier, are found without opening anything."""

from __future__ import annotations

from services.hotline.domain.contact import Contact
from services.hotline.domain.matters.likeness import Tie, dossiers_of
from services.hotline.domain.petition import Petition
from shared.security.fields import BlindIndex
from shared.text import search_words

TITLES = frozenset({"ong", "ba", "anh", "chi", "co", "chu", "bac", "cau", "em", "mr", "mrs", "ms"})
FEWEST_WORDS = 2  # one name alone is shared by thousands


def person_digests(index: BlindIndex, contact: Contact) -> dict[str, Tie]:
    """Digest → what it is of: number, address, and the full name without marks, case or title."""
    words = search_words(contact.name or "")
    name = words[1:] if words and words[0] in TITLES else words
    found = {
        Tie.PHONE: contact.phone,
        Tie.EMAIL: contact.email,
        Tie.NAME: " ".join(name) if len(name) >= FEWEST_WORDS else None,
    }
    return {index.digest(f"kin-{tie.value}", text): tie for tie, text in found.items() if text}


def dossier_digests(index: BlindIndex, petition: Petition) -> list[str]:
    """Of the codes of dossiers that it is or is said to be about."""
    return sorted(index.digest("kin-dossier", code) for code in dossiers_of(petition))
