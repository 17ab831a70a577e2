"""Finds the dossiers that a petition may be about. What comes out names no dossier, until a caller is verified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.hotline.domain.contact import Contact
from services.hotline.domain.known_dossier import KnownDossier
from services.hotline.domain.matching.claim import MatchClaim, read_claim
from services.hotline.domain.matching.decisions import Decision, Matching, Said
from services.hotline.domain.matching.keys import keys_told
from services.hotline.domain.matching.procedures_told import procedures_told
from services.hotline.domain.matching.profile import profile_of
from services.hotline.domain.matching.ranking import Match, rank
from services.hotline.domain.matching.weights import Reason, Warning, weights_in_force
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.deciding import load_contact
from services.hotline.use_cases.matching.matching_ports import MOST_LOADED, MatchPorts
from services.hotline.use_cases.petition_request import Claim
from services.hotline.use_cases.ports import Ports
from services.hotline.use_cases.verify_caller import verify_caller
from services.hotline.use_cases.view_petition import view_petition
from shared.security.caller import Caller
from shared.store.change import Context, Key
from shared.working_time.calendar import local

MATCH = "petition.match"


@dataclass(frozen=True, slots=True)
class Shown:
    """One match as a member of staff may see it before the caller is verified: no code, no name, no procedure."""

    reference: str
    points: int
    sure: bool
    reasons: tuple[tuple[Reason, int], ...]
    warnings: tuple[Warning, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """What people decided about one; ``points`` are those that it had then."""

    reference: str
    said: Said
    points: int
    decision: Decision


@dataclass(frozen=True, slots=True)
class Matches:
    """``version`` is of the decisions. Where it is linked, or has its own path by law, nothing is looked for."""

    petition: str
    version: int
    linked: bool
    looked: bool
    found: tuple[Shown, ...] = ()
    confirmed: Decided | None = None
    rejected: tuple[Decided, ...] = ()


def matches_for(ports: Ports, matching: MatchPorts, claim: MatchClaim) -> tuple[Match, ...]:
    """The best matches for what is told, the likeliest first. Raises StoreAway."""
    weights = weights_in_force(matching.weights, local(ports.clock()).date())
    told = procedures_told(claim.text, matching.finder.procedures(), weights.said_as)
    codes = matching.finder.codes(keys_told(claim, told), MOST_LOADED)
    loaded = ports.work.load(*(Key(KnownDossier, code) for code in codes))
    known = (loaded.get(KnownDossier, code) for code in codes)
    return rank(claim, [profile_of(one) for one in known if one is not None], told, weights)


def match_told(ports: Ports, matching: MatchPorts, caller: Caller, told: Mapping[str, str]) -> tuple[Shown, ...]:
    """During a call, before anything is saved: ``text``, ``code``, ``name``, ``phone``, ``email``, ``address`` as told.

    Asking is limited: it must not serve to try names and numbers out. Raises Forbidden, TooManyAttempts, StoreAway.
    """
    ports.access.grant(caller, MATCH)
    ports.limits.take("match-caller", caller.actor)
    # Under the asker's own account: a reference from here says nothing to anybody else.
    return tuple(_shown(matching, caller.actor, one) for one in matches_for(ports, matching, _told(ports, told)))


def verify_told(
    ports: Ports, matching: MatchPorts, caller: Caller, told: Mapping[str, str], reference: str, digits: str,
    context: Context,
) -> KnownDossier:  # fmt: skip
    """During a call: the dossier of this match, where the caller read out its number. A match that is no more and a
    wrong number are one answer. Raises Forbidden, NotVerified, TooManyAttempts, StoreAway.
    """
    ports.access.grant(caller, MATCH)
    found = matches_for(ports, matching, _told(ports, told))
    dossier = next((one.code for one in found if matching.reference(caller.actor, one.code) == reference), "")
    return verify_caller(ports, caller, Claim(dossier, digits), context)


def view_matches(ports: Ports, matching: MatchPorts, caller: Caller, code: str) -> Matches:
    """What the petition may be about, and what was decided. Raises Forbidden, NotFound, StoreAway."""
    ports.access.grant(caller, MATCH)
    petition = view_petition(ports, caller, code).petition
    decided = load_matching(ports, petition.id)
    if petition.kind.has_its_own_path:
        return Matches(petition.id, decided.version, False, False)
    confirmed = decided.confirmed
    rejected = tuple(_decided(matching, decided, one) for one in decided.rejected)
    if petition.dossier is not None:
        return Matches(petition.id, decided.version, True, False, rejected=rejected)
    found = (
        () if confirmed else tuple(_shown(matching, petition.id, one) for one in undecided(ports, matching, petition))
    )
    return Matches(
        petition.id, decided.version, False, not confirmed, found,
        _decided(matching, decided, confirmed) if confirmed else None, rejected,
    )  # fmt: skip


def undecided(ports: Ports, matching: MatchPorts, petition: Petition) -> Sequence[Match]:
    """The matches of a petition that nobody rejected. Raises StoreAway."""
    contact = load_contact(ports.work, petition)
    claim = _claim(petition.text, petition.claimed_dossier, contact, ports, petition)
    rejected = load_matching(ports, petition.id).rejected
    return [one for one in matches_for(ports, matching, claim) if one.code not in rejected]


def load_matching(ports: Ports, petition: str) -> Matching:
    """What was decided of this petition's matches. Raises StoreAway."""
    return ports.work.load(Key(Matching, petition)).get(Matching, petition) or Matching(petition)


def _told(ports: Ports, told: Mapping[str, str]) -> MatchClaim:
    contact = Contact(*(told.get(name) or None for name in ("name", "phone", "email", "address")))
    return _claim(told.get("text", ""), told.get("code", ""), contact, ports)


def _claim(text: str, code: str, contact: Contact, ports: Ports, petition: Petition | None = None) -> MatchClaim:
    told_at = petition.received_at if petition else ports.clock()
    return read_claim(
        text, local(told_at).date(), code=code, name=contact.name or "", phone=contact.phone or "",
        email=contact.email or "", address=contact.address or "",
    )  # fmt: skip


def _shown(matching: MatchPorts, about: str, one: Match) -> Shown:
    return Shown(matching.reference(about, one.code), one.score.points, one.sure, one.score.reasons, one.warnings)


def _decided(matching: MatchPorts, decided: Matching, dossier: str) -> Decided:
    standing = decided.standings[dossier]
    return Decided(matching.reference(decided.id, dossier), standing.said, standing.points, standing)
