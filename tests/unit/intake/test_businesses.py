"""Rules of accounts: who acts for a business, what that opens, and what a stranger sees, which is nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.domain.business import Business, BusinessFacts, Invitation, Member, MemberRole, new_business
from services.intake.domain.citizen import Citizen, new_citizen
from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep, InvalidRequest, NotFound
from services.intake.domain.reach import read_reach
from services.intake.use_cases.businesses import (
    give_role,
    invite,
    join,
    make_business,
    my_businesses,
    my_invitations,
    remove_member,
    view_business,
)
from services.intake.use_cases.claim_dossier import claim_dossier, list_own
from services.intake.use_cases.supplement_dossier import supplement_dossier
from services.intake.use_cases.view_dossier import view_dossier
from services.intake.use_cases.withdraw_dossier import withdraw_dossier
from shared.security.access import Forbidden
from shared.security.caller import Caller
from tests.support.fake_store import FakeWork
from tests.unit.intake.fakes import NOW, TOKEN, accepted, context, filed, make_ports

FACTS = {"tax_code": "0101234567", "name": "Công ty TNHH Sen Hồng", "address": "12 Trần Phú, phường Hà Sơn"}
ANNA, BINH = Caller("citizen", "anna"), Caller("citizen", "binh")
CODE = "H99.11-261005-0001"
PHONES = {"anna": "0912000001", "binh": "0912000002"}


def people() -> list[Citizen]:
    return [new_citizen(id, read_reach(phone), "vi", NOW) for id, phone in PHONES.items()]


def company(work: FakeWork) -> Business:
    return make_business(make_ports(work), ANNA, FACTS, context())


def with_binh(work: FakeWork, role: MemberRole) -> Business:
    ports = make_ports(work)
    made = company(work)
    invite(ports, ANNA, made.id, PHONES["binh"], role, context())
    (found,) = my_invitations(ports, BINH)
    return join(ports, BINH, made.id, found.invitation.id, context())


def owned(*owners: str) -> Dossier:
    return replace(accepted(), owners=frozenset(owners))


def test_a_business_is_seen_by_those_who_act_for_it_only() -> None:
    work = FakeWork(*people())
    made = company(work)
    assert [one.id for one in my_businesses(make_ports(work), ANNA)] == [made.id]
    assert my_businesses(make_ports(work), BINH) == ()
    with pytest.raises(NotFound):
        view_business(make_ports(work), BINH, made.id)


def test_an_invitation_is_for_the_phone_that_it_names() -> None:
    work = FakeWork(*people())
    made = company(work)
    invited = invite(make_ports(work), ANNA, made.id, "0912000009", MemberRole.FILE, context())
    assert my_invitations(make_ports(work), BINH) == ()
    with pytest.raises(NotFound):
        join(make_ports(work), BINH, made.id, invited.invitations[0].id, context())


def test_who_only_looks_may_not_act() -> None:
    work = FakeWork(*people())
    made = with_binh(work, MemberRole.VIEW)
    work = FakeWork(*people(), made, owned(made.id))
    ports = make_ports(work)
    assert view_dossier(ports, BINH, CODE).code == CODE
    with pytest.raises(NotFound):
        withdraw_dossier(ports, BINH, CODE, "", context())
    with pytest.raises(NotFound):
        supplement_dossier(ports, BINH, CODE, "đây", context())


def test_who_files_may_act_and_who_is_removed_sees_nothing_at_once() -> None:
    work = FakeWork(*people())
    made = with_binh(work, MemberRole.FILE)
    work = FakeWork(*people(), made, owned(made.id))
    ports = make_ports(work)
    assert list_own(ports, BINH).items
    remove_member(ports, ANNA, made.id, "binh", context())
    with pytest.raises(NotFound):
        view_dossier(ports, BINH, CODE)
    with pytest.raises(NotFound):
        withdraw_dossier(ports, BINH, CODE, "", context())
    assert list_own(ports, BINH).items == ()
    with pytest.raises(NotFound):
        list_own(ports, BINH, account=made.id)


def test_who_does_not_manage_decides_about_nobody() -> None:
    work = FakeWork(*people())
    made = with_binh(work, MemberRole.FILE)
    ports = make_ports(work)
    with pytest.raises(NotFound):
        invite(ports, BINH, made.id, "0912000003", MemberRole.VIEW, context())
    with pytest.raises(NotFound):
        give_role(ports, BINH, made.id, "anna", MemberRole.VIEW, context())
    with pytest.raises(NotFound):
        remove_member(ports, BINH, made.id, "anna", context())
    assert remove_member(ports, BINH, made.id, "binh", context()).role_of("binh") is None


def test_the_last_manager_cannot_leave() -> None:
    work = FakeWork(*people())
    made = with_binh(work, MemberRole.FILE)
    ports = make_ports(work)
    with pytest.raises(IllegalStep):
        remove_member(ports, ANNA, made.id, "anna", context())
    with pytest.raises(IllegalStep):
        give_role(ports, ANNA, made.id, "anna", MemberRole.VIEW, context())
    give_role(ports, ANNA, made.id, "binh", MemberRole.MANAGE, context())
    assert remove_member(ports, ANNA, made.id, "anna", context()).role_of("anna") is None


MOVE = st.tuples(st.sampled_from(["invite", "role", "remove"]), st.integers(0, 3), st.sampled_from(MemberRole))


@settings(max_examples=60)
@given(st.lists(MOVE))
def test_whatever_is_decided_a_manager_stays(moves: list[tuple[str, int, MemberRole]]) -> None:
    founder = Member("0", MemberRole.MANAGE, NOW)
    business = new_business("b", BusinessFacts("0101234567", "Sen", "Hà Sơn"), founder, NOW)
    for move, who, role in moves:
        reach = read_reach(f"091200000{who}")
        try:
            if move == "invite":
                business = business.invite(Invitation(str(who), reach, role, NOW, "0"))
                business = business.join(str(who), str(who), (reach,), NOW)
            elif move == "role":
                business = business.give_role(str(who), role)
            else:
                business = business.remove(str(who))
        except (IllegalStep, NotFound):
            pass
        assert any(one.role is MemberRole.MANAGE for one in business.members)
        assert len({one.account for one in business.members}) == len(business.members)


def test_a_stranger_s_account_sees_and_does_nothing() -> None:
    work = FakeWork(*people(), owned("anna"))
    ports = make_ports(work)
    with pytest.raises(NotFound):
        view_dossier(ports, BINH, CODE)
    with pytest.raises(NotFound):
        withdraw_dossier(ports, BINH, CODE, "", context())
    assert list_own(ports, BINH).items == ()


def test_a_signed_in_owner_needs_no_token_and_stands_in_the_history() -> None:
    work = FakeWork(*people(), owned("anna"))
    withdrawn = withdraw_dossier(make_ports(work), ANNA, CODE, "", context(ANNA.actor))
    assert withdrawn.withdrawal is not None
    assert withdrawn.withdrawal.withdrawn_by == "citizen:anna"


@pytest.mark.parametrize("around", ["{}", "http://localhost:8080/tracking/o/{}", " /tracking/o/{}/?lang=en "])
def test_a_dossier_is_claimed_by_its_token_or_link(around: str) -> None:
    link = around.format(TOKEN)
    work = FakeWork(*people(), filed())
    assert claim_dossier(make_ports(work), ANNA, link, context()).owners == {"anna"}
    assert view_dossier(make_ports(work), ANNA, CODE).code == CODE
    assert [one.type for one in work.facts] == ["intake.dossier.claimed.v1"]
    assert claim_dossier(make_ports(work), ANNA, link, context()).version == 2  # a second time changes nothing


def test_a_wrong_token_claims_nothing() -> None:
    work = FakeWork(*people(), filed())
    with pytest.raises(NotFound):
        claim_dossier(make_ports(work), ANNA, TOKEN + "x", context())
    with pytest.raises(InvalidRequest):
        claim_dossier(make_ports(work), ANNA, "H99.11-261005-0001", context())
    with pytest.raises(Forbidden):
        claim_dossier(make_ports(work), Caller(), TOKEN, context())


def test_one_claims_for_a_business_that_one_files_for_only() -> None:
    work = FakeWork(*people())
    made = with_binh(work, MemberRole.VIEW)
    work = FakeWork(*people(), made, filed())
    with pytest.raises(InvalidRequest):
        claim_dossier(make_ports(work), BINH, TOKEN, context(), account=made.id)
    assert claim_dossier(make_ports(work), ANNA, TOKEN, context(), account=made.id).owners == {made.id}
