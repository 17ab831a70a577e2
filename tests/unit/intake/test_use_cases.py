"""What the front door does, told with fakes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.intake.domain.account import Account, Role
from services.intake.domain.channel import Channel
from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep, InvalidRequest, NotFound, SignInRefused, TooManyAttempts, Words
from services.intake.domain.returning import ReceivedBy, ReturnMethod
from services.intake.domain.standing import Lateness, dossier_standing
from services.intake.domain.status import Status
from services.intake.use_cases.accept_dossier import accept_dossier
from services.intake.use_cases.dossier_request import DossierRequest, read_dossier_request
from services.intake.use_cases.file_dossier import file_dossier
from services.intake.use_cases.find_procedures import find_procedures
from services.intake.use_cases.keep_reference import keep_calendar
from services.intake.use_cases.list_dossiers import list_dossiers
from services.intake.use_cases.preview_deadline import preview_deadline
from services.intake.use_cases.return_result import return_result
from services.intake.use_cases.sign_in import sign_in
from services.intake.use_cases.track_dossier import track_dossier
from services.intake.use_cases.view_dossier import view_dossier, view_own_dossier
from shared.security.access import Forbidden
from shared.security.caller import PUBLIC, Caller
from shared.security.passwords import hash_password
from shared.store.change import Change, Conflict, Context
from shared.working_time import Calendar
from tests.support.fake_store import FakeWork
from tests.unit.intake.fakes import (
    CITIZEN,
    ELSEWHERE,
    NOW,
    OFFICER,
    TOKEN,
    FakeClock,
    FakeLimits,
    accepted,
    context,
    filed,
    make_ports,
)

REQUEST = DossierRequest("1.013814", Channel.ONLINE, CITIZEN, ReturnMethod.COUNTER)
CODE = "H99.11-261005-0001"
TYPED: dict[str, Any] = {
    "procedure": "1.013814",
    "applicant": {"kind": "citizen", "name": "nguyễn thị đào", "identity_number": "001158012345", "address": "Hà Sơn"},
}


def test_filing_gives_a_code_a_token_and_tells_it() -> None:
    ports = make_ports(work := FakeWork())
    result = file_dossier(ports, PUBLIC, REQUEST, context())
    assert (result.dossier.code, result.dossier.status) == (CODE, Status.FILED)
    assert result.owner_token not in repr(result)
    assert result.owner_token not in result.dossier.owner_token_hash
    (fact,) = work.facts
    assert (fact.type, fact.subject, fact.sequence) == ("intake.dossier.filed.v1", CODE, 1)
    assert fact.personal == {
        "name": CITIZEN.name, "phone": CITIZEN.phone, "email": None, "language": "vi",
        "address": "Phường Hà Sơn", "identity": "001158012345",
    }  # fmt: skip
    assert CITIZEN.name not in str(fact.data)


def test_codes_count_per_day() -> None:
    ports = make_ports(FakeWork())
    codes = [file_dossier(ports, PUBLIC, REQUEST, context()).dossier.code for _ in range(2)]
    next_day = file_dossier(ports, PUBLIC, REQUEST, context(at=NOW.replace(day=6))).dossier.code
    assert [*codes, next_day] == [CODE, "H99.11-261005-0002", "H99.11-261006-0001"]


def test_older_people_come_first_without_an_entry() -> None:
    older = replace(REQUEST, applicant=replace(CITIZEN, birth_date=date(1960, 1, 1)))
    assert file_dossier(make_ports(FakeWork()), PUBLIC, older, context()).dossier.priority
    assert not file_dossier(make_ports(FakeWork()), PUBLIC, REQUEST, context()).dossier.priority


@pytest.mark.parametrize("channel", [one for one in Channel if one is not Channel.ONLINE])
def test_every_other_channel_needs_an_officer(channel: Channel) -> None:
    ports = make_ports(FakeWork())
    with pytest.raises(Forbidden):
        file_dossier(ports, PUBLIC, replace(REQUEST, channel=channel), context())
    with pytest.raises(Forbidden):
        file_dossier(ports, ELSEWHERE, replace(REQUEST, channel=channel), context())
    assert file_dossier(ports, OFFICER, replace(REQUEST, channel=channel), context()).dossier.channel is channel


def test_a_refused_filing_takes_no_number() -> None:
    ports = make_ports(FakeWork())
    for wrong in (replace(REQUEST, procedure="9"), replace(REQUEST, variant="none")):
        with pytest.raises(InvalidRequest):
            file_dossier(ports, PUBLIC, wrong, context())
    assert file_dossier(ports, PUBLIC, REQUEST, context()).dossier.code == CODE


def test_a_case_of_a_procedure_has_its_own_limit() -> None:
    ports = make_ports(FakeWork())
    dossier = file_dossier(ports, PUBLIC, replace(REQUEST, variant="dissolve"), context()).dossier
    assert dossier.procedure.limit.working_hours == 80
    assert preview_deadline(ports, "1.013814", NOW, "dissolve").limit == dossier.procedure.limit


def test_acceptance_sets_the_due_date_and_tells_routing() -> None:
    ports = make_ports(work := FakeWork(filed()))
    dossier = accept_dossier(ports, OFFICER, CODE.lower(), context("staff:reception"))
    assert dossier.acceptance is not None
    assert dossier.acceptance.due_at.isoformat() == "2026-10-12T08:00:00+07:00"
    assert dossier.acceptance.ledger.counted.total_seconds() == 40 * 3600
    (fact,) = work.facts
    assert fact.type == "intake.dossier.accepted.v1"
    assert (fact.data["due_at"], fact.data["working_hours"]) == ("2026-10-12T08:00:00+07:00", 40)


@pytest.mark.parametrize(
    "caller",
    [
        PUBLIC,
        ELSEWHERE,
        Caller("owner", owner_token=TOKEN),
        Caller("staff", "agency-a", frozenset({"agency"}), "H99.11"),
    ],
)
def test_only_the_unit_s_officers_accept(caller: Caller) -> None:
    ports = make_ports(work := FakeWork(filed()))
    with pytest.raises(Forbidden):
        accept_dossier(ports, caller, CODE, context())
    assert work.facts == []


def test_somebody_faster_makes_the_rule_decide_again() -> None:
    class Racing(FakeWork):
        """Another officer accepts just before the first commit."""

        raced = False

        def commit(self, change: Change, context: Context) -> None:
            if not self.raced:
                self.raced = True
                accept_dossier(make_ports(self), OFFICER, CODE, context)
            super().commit(change, context)

    work = Racing(filed())
    with pytest.raises(IllegalStep) as refused:
        accept_dossier(make_ports(work), OFFICER, CODE, context())
    assert refused.value.slug == "already-accepted"
    assert [fact.type for fact in work.facts] == ["intake.dossier.accepted.v1"]


def test_a_check_of_the_version_stops_the_step() -> None:
    def refuse(dossier: Dossier) -> None:
        raise Conflict(f"at version {dossier.version}")

    with pytest.raises(Conflict):
        accept_dossier(make_ports(FakeWork(filed())), OFFICER, CODE, context(), check=refuse)


def test_a_result_is_not_returned_before_it_is_there() -> None:
    ports = make_ports(FakeWork(accepted()))
    with pytest.raises(IllegalStep):
        return_result(ports, OFFICER, CODE, ReturnMethod.POST, ReceivedBy.APPLICANT, context())


def test_the_owner_token_opens_the_whole_dossier_and_only_that() -> None:
    other = replace(filed("H99.11-261005-0002"), owner_token_hash="0" * 64)
    ports = make_ports(FakeWork(filed(), other))
    owner = Caller("owner", owner_token=TOKEN)
    assert view_dossier(ports, owner, CODE).code == view_own_dossier(ports, owner).code == CODE
    with pytest.raises(NotFound):
        view_dossier(ports, owner, other.code)
    with pytest.raises(NotFound):
        view_own_dossier(ports, Caller("owner", owner_token="guess"))
    with pytest.raises(Forbidden):
        view_dossier(ports, PUBLIC, CODE)
    with pytest.raises(Forbidden):
        view_dossier(ports, ELSEWHERE, CODE)


def test_tracking_has_two_depths() -> None:
    ports = make_ports(FakeWork(accepted()))
    public = track_dossier(ports, CODE, phone_last4="5678", address="10.0.0.1")
    assert (public.status, public.owner) == (Status.ACCEPTED, None)
    assert track_dossier(ports, CODE, token=TOKEN, address="10.0.0.1").owner is not None


@pytest.mark.parametrize(
    ("code", "digits", "token"),
    [
        (CODE, "0000", None),
        (CODE, "", None),
        (CODE, "", "guess"),
        ("H99.11-261005-0404", "5678", None),
        ("nonsense", "5678", None),
        (CODE, "678", None),
    ],
)
def test_whatever_is_wrong_looks_the_same(code: str, digits: str, token: str | None) -> None:
    with pytest.raises(NotFound) as refused:
        track_dossier(make_ports(FakeWork(filed())), code, phone_last4=digits, token=token, address="10.0.0.1")
    assert refused.value.slug == "not-tracked"


def test_tracking_counts_by_code_and_by_address() -> None:
    limits = FakeLimits(most=2)
    ports = make_ports(FakeWork(filed()), limits=limits)
    for address in ("a", "b"):
        track_dossier(ports, CODE, phone_last4="5678", address=address)
    with pytest.raises(TooManyAttempts):
        track_dossier(ports, CODE, phone_last4="5678", address="c")


def test_unknown_user_wrong_password_and_blocked_account_look_the_same() -> None:
    account = Account("reception", 1, Words("a", "b"), (Role.RECEPTION,), "H99.11", hash_password("right"))
    blocked = replace(account, username="gone", blocked=True)
    ports = make_ports(FakeWork(account, blocked))
    for name, password in [("reception", "wrong"), ("nobody", "right"), ("gone", "right")]:
        with pytest.raises(SignInRefused):
            sign_in(ports, name, password, address="a")
    signed_in = sign_in(ports, " Reception ", "right", address="a")
    assert (signed_in.caller.roles, signed_in.caller.unit) == (frozenset({"reception"}), "H99.11")


def test_a_list_never_leaves_the_caller_s_unit() -> None:
    ports = make_ports(FakeWork())
    list_dossiers(ports, ELSEWHERE, limit=5000)
    (query,) = ports.dossiers.asked  # type: ignore[attr-defined]
    assert (query.unit, query.limit) == ("H99.12", 100)
    with pytest.raises(Forbidden):
        list_dossiers(ports, PUBLIC)


def test_procedures_are_found_by_words_without_marks() -> None:
    ports = make_ports(FakeWork())
    assert [one.code for one in find_procedures(ports, "dang ky TRO GIUP")] == ["1.013814"]
    assert [one.code for one in find_procedures(ports, "1.0138")] == ["1.013814"]
    assert find_procedures(ports, "thuốc") == ()


def test_every_wrong_field_is_named_at_once() -> None:
    with pytest.raises(InvalidRequest) as refused:
        read_dossier_request(
            {"applicant": {"kind": "citizen", "name": "", "phone": "1"}, "return_method": "x"}, date(2026, 10, 5)
        )
    assert {fault.pointer for fault in refused.value.faults} == {
        "/procedure",
        "/return_method",
        "/applicant/name",
        "/applicant/identity_number",
        "/applicant/address",
        "/applicant/phone",
    }


def test_a_business_needs_its_tax_code_and_keeps_its_capitals() -> None:
    business = {"kind": "business", "name": "CÔNG TY SEN", "address": "Hà Sơn", "tax_code": "0101234567"}
    request = read_dossier_request({**TYPED, "applicant": business}, date(2026, 10, 5))
    assert request.applicant.name == "CÔNG TY SEN"
    del business["tax_code"]
    with pytest.raises(InvalidRequest) as refused:
        read_dossier_request({**TYPED, "applicant": business}, date(2026, 10, 5))
    assert [fault.pointer for fault in refused.value.faults] == ["/applicant/tax_code"]


def test_a_calendar_is_told_only_when_it_changed() -> None:
    work = FakeWork()
    first = keep_calendar(work, Calendar("ha-son"), context())
    again = keep_calendar(work, Calendar("ha-son"), context())
    assert (first.version, again.version, len(work.facts)) == (1, 1, 1)
    changed = keep_calendar(work, Calendar("ha-son", weekly=((Calendar("x").weekly[0]),) * 6 + ((),)), context())
    assert (changed.version, [fact.sequence for fact in work.facts]) == (2, [1, 2])


def test_lateness_follows_working_time() -> None:
    clock, dossier, calendar = FakeClock(), accepted(), Calendar("test")
    seen = []
    for step in ({}, {"days": 3}, {"days": 4, "hours": -1}, {"hours": 2}):
        clock.forward(**step)
        seen.append(dossier_standing(dossier, clock.now, calendar).lateness)
    assert seen == [Lateness.IN_TIME, Lateness.SOON, Lateness.TODAY, Lateness.LATE]
    assert dossier_standing(filed(), clock.now, calendar).lateness is Lateness.NEW
