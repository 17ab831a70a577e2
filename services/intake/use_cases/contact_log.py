"""The contact log: a line for each time that an officer met somebody; who it was is looked at apart, with a reason."""

from __future__ import annotations

from collections.abc import Mapping

from services.intake.domain.contact_log import Contact, Look, Means, Met
from services.intake.domain.errors import InvalidRequest, NotFound, Words
from services.intake.domain.personal import read_name, read_phone
from services.intake.use_cases.changing import load_one
from services.intake.use_cases.deciding import load_dossier, read_text, require_on
from services.intake.use_cases.people_ports import ContactPage
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.reading import Reader
from shared.security.caller import Caller
from shared.store.change import Change, Context
from shared.working_time.calendar import local

LIST, WRITE, IDENTITY = "contact.list", "contact.write", "contact.identity"
LONGEST_PAGE = 100
ABOUT_NEEDED = Words("Ghi đã trao đổi về việc gì", "Say what it was about")
WHY_NEEDED = Words("Ghi vì sao cần xem", "Say why you need to know")


def list_contacts(
    ports: Ports, caller: Caller, *, search: str = "", cursor: str | None = None, limit: int = 50
) -> ContactPage:
    """The lines of one's unit, the newest first. Raises Forbidden, StoreAway, ValueError for a cursor that is none."""
    grant = ports.access.grant(caller, LIST)
    grant.require(unit=ports.unit.code)
    return ports.people.guidance.contacts(
        ports.unit.code, search[:200].strip(), cursor, max(1, min(limit, LONGEST_PAGE))
    )


def write_contact(ports: Ports, caller: Caller, data: Mapping[str, object], context: Context) -> Contact:
    """A new line. About a dossier, its applicant is whom the officer met where nobody else is named.

    Raises Forbidden, InvalidRequest, NotFound for the dossier, StoreAway.
    """
    grant = ports.access.grant(caller, WRITE)
    grant.require(unit=ports.unit.code)
    reader = Reader(local(context.at).date())
    means = reader.choice(data, "", "means", Means)
    name = reader.text(data, "", "name", read_name)
    phone = reader.text(data, "", "phone", read_phone)
    code = reader.text(data, "", "code", str.strip)
    about = reader.text(data, "", "about", str.strip)
    if not about:
        reader.fault("/about", ABOUT_NEEDED)
    reader.must_be_right()
    met, procedure = Met(name or "", phone), None
    if code:
        dossier = load_dossier(ports.work, code)
        require_on(grant, dossier)
        code, procedure = dossier.code, dossier.procedure.code
        met = met if met.is_known else Met(dossier.applicant.name, dossier.applicant.phone)
    if means is None or about is None:
        raise InvalidRequest(())
    contact = Contact(
        id=ports.people.new_id(),
        unit=ports.unit.code,
        at=context.at,
        officer=caller.id,
        means=means,
        about=read_text("/about", about),
        met=met,
        procedure=procedure,
        code=code,
    )
    ports.work.commit(Change(saved=(contact,)), context)
    return contact


def look_who(ports: Ports, caller: Caller, id: str, why: str, context: Context) -> Contact:
    """The line with who it was; that this officer looked is written first. Raises Forbidden, NotFound,
    InvalidRequest."""
    grant = ports.access.grant(caller, IDENTITY)
    reason = read_text("/why", why, needed=WHY_NEEDED)
    contact = load_one(ports.work, Contact, id, _unknown)
    grant.require(unit=contact.unit)
    look = Look(ports.people.new_id(), contact.id, caller.actor, context.at, reason)
    ports.work.commit(Change(saved=(look,)), context)
    return contact


def _unknown() -> NotFound:
    return NotFound("unknown-contact", Words("Không thấy lần trao đổi này", "There is no such line"))
