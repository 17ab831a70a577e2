"""Accounts of businesses: made by whoever signed in, shared with those whom a manager invites."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from services.intake.domain.business import (
    Business,
    BusinessFacts,
    Invitation,
    Member,
    MemberRole,
    new_business,
)
from services.intake.domain.citizen import Citizen
from services.intake.domain.errors import NotFound, Words
from services.intake.domain.personal import read_address, read_name, read_organisation, read_tax_code
from services.intake.use_cases import people_facts
from services.intake.use_cases.changing import change_one, decide_again, load_one
from services.intake.use_cases.one_time_codes import no_account, read_where
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.reading import Reader
from shared.security.caller import Caller
from shared.store.change import Change, Context, Key
from shared.working_time.calendar import local

VIEW, MANAGE = "business.view", "business.manage"


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation as the invited person sees it."""

    business: Business
    invitation: Invitation


def make_business(ports: Ports, caller: Caller, data: Mapping[str, object], context: Context) -> Business:
    """A business account with its maker as manager. Raises Forbidden, InvalidRequest, StoreAway."""
    ports.access.grant(caller, MANAGE)
    facts = _read_facts(data, ports)
    maker = load_one(ports.work, Citizen, caller.id, no_account)
    label = maker.reaches[0].shown
    founder = Member(caller.id, MemberRole.MANAGE, context.at, label)
    made = new_business(ports.people.new_id(), facts, founder, context.at)
    ports.work.commit(Change(saved=(made,)), context)
    return made


def my_businesses(ports: Ports, caller: Caller) -> tuple[Business, ...]:
    """Those that the caller acts for, by name. Raises Forbidden."""
    ports.access.grant(caller, VIEW)
    ids = [one.business for one in ports.people.accounts.memberships(caller.id)]
    return _loaded(ports, ids)


def my_invitations(ports: Ports, caller: Caller) -> tuple[Invited, ...]:
    """Those that are open to the caller's phone or mailbox. Raises Forbidden."""
    ports.access.grant(caller, VIEW)
    me = load_one(ports.work, Citizen, caller.id, no_account)
    found = _loaded(ports, ports.people.accounts.invited_to(me.reaches))
    now = ports.clock()
    return tuple(
        Invited(business, one)
        for business in found
        for one in business.invitations
        if one.reach in me.reaches and one.is_open(now)
    )


def view_business(ports: Ports, caller: Caller, id: str) -> Business:
    """To those who act for it. Raises Forbidden, NotFound."""
    ports.access.grant(caller, VIEW)
    business = load_one(ports.work, Business, id, no_business)
    if business.role_of(caller.id) is None:
        raise no_business()
    return business


def edit_business(ports: Ports, caller: Caller, id: str, data: Mapping[str, object], context: Context) -> Business:
    """Raises Forbidden, NotFound (also for those who do not manage it), InvalidRequest."""
    facts = _read_facts(data, ports)
    return _managed(ports, caller, id, lambda one: one.with_facts(facts), context)


def invite(
    ports: Ports, caller: Caller, id: str, reach: str, role: MemberRole, context: Context, *, language: str = "vi"
) -> Business:
    """Whoever signs in with this phone or mailbox within 14 days may join; they are told, in the manager's
    ``language``. Raises Forbidden, NotFound, InvalidRequest, IllegalStep, TooManyAttempts."""
    ports.access.grant(caller, MANAGE)
    where = read_where(reach)
    invitation = Invitation(ports.people.new_id(), where, role, context.at, caller.id)
    told = people_facts.invited(invitation, language)
    after: list[Business] = []

    def decide() -> Change:
        before = load_one(ports.work, Business, id, no_business)
        before.manager(caller.id)
        after[:] = [before.invite(invitation)]
        return Change(saved=(after[0],), facts=(told,))

    load_one(ports.work, Business, id, no_business).manager(caller.id)
    ports.limits.take("invite-account", caller.id)
    ports.limits.take("told-reach", where.value)
    decide_again(ports.work, decide, context)
    return after[0]


def take_back_invitation(ports: Ports, caller: Caller, id: str, invitation: str, context: Context) -> Business:
    """Raises Forbidden, NotFound."""
    return _managed(ports, caller, id, lambda one: one.take_back(invitation), context)


def give_role(ports: Ports, caller: Caller, id: str, account: str, role: MemberRole, context: Context) -> Business:
    """Raises Forbidden, NotFound, IllegalStep for the last manager."""
    return _managed(ports, caller, id, lambda one: one.give_role(account, role), context)


def remove_member(ports: Ports, caller: Caller, id: str, account: str, context: Context) -> Business:
    """By a manager, or of oneself. Raises Forbidden, NotFound, IllegalStep for the last manager."""
    ports.access.grant(caller, MANAGE)

    def rule(business: Business) -> Business:
        if account == caller.id:
            if business.role_of(caller.id) is None:
                raise no_business()
        else:
            business.manager(caller.id)
        return business.remove(account)

    return change_one(ports.work, Business, id, rule, context, no_business)


def join(ports: Ports, caller: Caller, id: str, invitation: str, context: Context) -> Business:
    """Raises Forbidden, NotFound where the invitation is not for the caller, or no longer."""
    ports.access.grant(caller, VIEW)
    me = load_one(ports.work, Citizen, caller.id, no_account)
    return change_one(
        ports.work, Business, id, lambda one: one.join(invitation, me.id, me.reaches, context.at), context, no_business
    )


def no_business() -> NotFound:
    return NotFound("unknown-business", Words("Không thấy đơn vị này", "There is no such business"))


def _managed(ports: Ports, caller: Caller, id: str, rule: Callable[[Business], Business], context: Context) -> Business:
    ports.access.grant(caller, MANAGE)

    def by_a_manager(business: Business) -> Business:
        business.manager(caller.id)
        return rule(business)

    return change_one(ports.work, Business, id, by_a_manager, context, no_business)


def _loaded(ports: Ports, ids: Sequence[str]) -> tuple[Business, ...]:
    found = ports.work.load(*(Key(Business, id) for id in ids))
    businesses = [one for one in (found.get(Business, id) for id in ids) if one is not None]
    return tuple(sorted(businesses, key=lambda one: one.facts.name))


def _read_facts(data: Mapping[str, object], ports: Ports) -> BusinessFacts:
    reader = Reader(local(ports.clock()).date())
    facts = BusinessFacts(
        tax_code=reader.text(data, "", "tax_code", read_tax_code, required=True) or "",
        name=reader.text(data, "", "name", read_organisation, required=True) or "",
        address=reader.text(data, "", "address", read_address, required=True) or "",
        representative=reader.text(data, "", "representative", read_name) or "",
    )
    reader.must_be_right()
    return facts
