"""Shows a petition to staff, and (written down each time, with the reason) who it is from and what is kept closed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.hotline.domain.contact import Contact, Seen
from services.hotline.domain.known_dossier import KnownDossier
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.deciding import load_contact, load_petition
from services.hotline.use_cases.doors.look import VIEW_CONFIDENTIAL, look_at
from services.hotline.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Context, Key

VIEW = "petition.view"


@dataclass(frozen=True, slots=True)
class PetitionView:
    """``hidden`` says that the text is closed; ``may_open`` that this caller may open it, with a reason; ``dossier`` is
    the linked one."""

    petition: Petition
    hidden: bool
    dossier: KnownDossier | None
    may_open: bool = True


def view_petition(ports: Ports, caller: Caller, code: str) -> PetitionView:
    """The petition. What a complaint or denunciation says stays closed: ``view_text`` opens it.

    Raises Forbidden, NotFound, StoreAway.
    """
    ports.access.grant(caller, VIEW)
    petition = load_petition(ports.work, code)
    hidden = petition.kind.has_its_own_path
    may_open = not hidden or bool(ports.access.scopes(caller.all_roles, VIEW_CONFIDENTIAL))
    linked = petition.dossier
    dossier = ports.work.load(Key(KnownDossier, linked)).get(KnownDossier, linked) if linked else None
    shown = replace(petition, text="", claimed_dossier="") if hidden else petition
    return PetitionView(shown, hidden, dossier, may_open)


def view_identity(ports: Ports, caller: Caller, code: str, why: str, context: Context) -> Contact:
    """Who the petition is from; the look (who, when, why) is written before anything is shown.

    Raises Forbidden, NotFound, InvalidRequest, StoreAway.
    """
    return load_contact(ports.work, look_at(ports, caller, code, Seen.IDENTITY, why, context))


def view_text(ports: Ports, caller: Caller, code: str, why: str, context: Context) -> Petition:
    """What a complaint or denunciation says, behind the same door as who it is from.

    Raises Forbidden, NotFound, InvalidRequest, StoreAway.
    """
    return look_at(ports, caller, code, Seen.TEXT, why, context)
