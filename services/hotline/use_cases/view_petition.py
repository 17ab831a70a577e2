"""Shows a petition to staff, and (written down each time) who it is from."""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.hotline.domain.contact import Contact, Look, Seen
from services.hotline.domain.known_dossier import KnownDossier
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.deciding import load_contact, load_petition
from services.hotline.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Change, Context, Key

VIEW, VIEW_IDENTITY, VIEW_CONFIDENTIAL = "petition.view", "petition.view-identity", "petition.view-confidential"


@dataclass(frozen=True, slots=True)
class PetitionView:
    """``hidden`` says that the text is kept from this caller; ``dossier`` is the linked one."""

    petition: Petition
    hidden: bool
    dossier: KnownDossier | None


def view_petition(ports: Ports, caller: Caller, code: str) -> PetitionView:
    """The petition. What a complaint or denunciation says is for petition officers only.

    Raises Forbidden, NotFound, StoreAway.
    """
    ports.access.grant(caller, VIEW)
    petition = load_petition(ports.work, code)
    hidden = _is_kept_from(ports, caller, petition)
    linked = petition.dossier
    dossier = ports.work.load(Key(KnownDossier, linked)).get(KnownDossier, linked) if linked else None
    return PetitionView(replace(petition, text="", claimed_dossier="") if hidden else petition, hidden, dossier)


def view_identity(ports: Ports, caller: Caller, code: str, why: str, context: Context) -> Contact:
    """Who the petition is from; the look (who, when, why) is written before anything is shown.

    Raises Forbidden, NotFound, StoreAway.
    """
    grant = ports.access.grant(caller, VIEW_IDENTITY)
    petition = load_petition(ports.work, code)
    if _is_kept_from(ports, caller, petition):
        ports.access.grant(caller, VIEW_CONFIDENTIAL)
    look = Look(ports.new_id(), 1, Seen.IDENTITY, petition.id, grant.caller.actor, context.at, why.strip()[:500])
    ports.work.commit(Change(saved=(look,)), context)
    return load_contact(ports.work, petition)


def _is_kept_from(ports: Ports, caller: Caller, petition: Petition) -> bool:
    return petition.kind.has_its_own_path and not ports.access.scopes(caller.all_roles, VIEW_CONFIDENTIAL)
