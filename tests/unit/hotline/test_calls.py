"""Rules of calls: told twice they are one, the number is shown to who has the call, and nobody hears of complaints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.hotline.domain.calls.call import Call, CallState, OnTheSpot, Outcome
from services.hotline.domain.contact import Contact, Identity, Look, Seen
from services.hotline.domain.errors import IllegalStep, InvalidRequest, NotFound
from services.hotline.domain.kinds import Kind
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.calls.hear_call import end_call, read_call, start_call
from services.hotline.use_cases.calls.take_call import (
    answer_at_once,
    hang_up,
    live_calls,
    note_petition,
    take_call,
    view_call,
)
from shared.security.access import Forbidden
from shared.security.caller import PUBLIC, Caller
from tests.support.fake_store import FakeWork
from tests.unit.hotline.fakes import LEADER, NOW, OFFICER, OPERATOR, Desk, context

TELEPHONE = Caller("staff", "telephony", frozenset({"telephony"}), "H99.11")
OTHER = Caller("staff", "second-operator", frozenset({"operator"}), "H99.11")
NUMBER = "+84900000127"
TOLD: dict[str, Any] = {"call_id": "1764.7", "number": "0900 000 127", "started_at": NOW, "line": "1"}


@dataclass
class FakeCalls:
    work: FakeWork

    def id_of(self, call_id: str) -> str:
        return f"call-{call_id}"

    def live(self, since: datetime, limit: int) -> Sequence[Call]:
        live = [one for one in self.work.all(Call) if one.ended_at is None and one.started_at > since]
        return [replace(one, number=None) for one in live][:limit]

    def of_number(self, number: str, limit: int) -> Sequence[Call]:
        return [one for one in self.work.all(Call) if one.number == number and one.ended_at][:limit]

    def petitions_of(self, number: str, limit: int) -> Sequence[Petition]:
        codes = {one.id for one in self.work.all(Identity) if one.contact.phone == number}
        return [one for one in self.work.all(Petition) if one.id in codes][:limit]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def calls(desk: Desk) -> FakeCalls:
    return FakeCalls(desk.work)


def tell(desk: Desk, calls: FakeCalls, **changes: Any) -> tuple[Call, bool]:
    return start_call(desk.ports, calls, TELEPHONE, read_call({**TOLD, **changes}), context(TELEPHONE, desk.now))


def test_a_call_that_is_told_twice_is_one_call(desk: Desk, calls: FakeCalls) -> None:
    first, new = tell(desk, calls)
    again, newer = tell(desk, calls, line="9")
    assert (new, newer, again) == (True, False, first)
    assert (first.number, first.state) == (NUMBER, CallState.RINGING)
    with pytest.raises(IllegalStep, match="another number"):
        tell(desk, calls, number="0912345678")
    assert len(desk.work.all(Call)) == 1


def test_only_the_telephone_system_tells_and_only_those_who_answer_take(desk: Desk, calls: FakeCalls) -> None:
    for caller in (PUBLIC, OPERATOR, LEADER):
        with pytest.raises(Forbidden):
            start_call(desk.ports, calls, caller, read_call(TOLD), context(caller))
    call, _ = tell(desk, calls)
    for caller in (PUBLIC, TELEPHONE, LEADER):
        with pytest.raises(Forbidden):
            take_call(desk.ports, caller, call.id, context(caller))
        with pytest.raises(Forbidden):
            view_call(desk.ports, calls, caller, call.id)


@pytest.mark.parametrize(("changes", "pointers"), [
    ({"call_id": ""}, {"/call_id"}), ({"call_id": "a b"}, {"/call_id"}), ({"number": "12"}, {"/number"}),
    ({"line": "x" * 41, "call_id": "x" * 129}, {"/line", "/call_id"}),
])  # fmt: skip
def test_what_the_telephone_system_tells_wrongly_is_named(changes: dict[str, Any], pointers: set[str]) -> None:
    with pytest.raises(InvalidRequest) as refused:
        read_call({**TOLD, **changes})
    assert {one.pointer for one in refused.value.faults} == pointers


@pytest.mark.parametrize("number", ["", None, "anonymous", "Private"])
def test_a_withheld_number_is_no_fault(desk: Desk, calls: FakeCalls, number: str | None) -> None:
    call, _ = tell(desk, calls, number=number, operator="operator")
    view = view_call(desk.ports, calls, OPERATOR, call.id)
    assert (view.mine, view.call.number, list(view.petitions)) == (True, None, [])


def test_the_number_and_what_it_told_before_are_shown_to_who_has_the_call_alone(desk: Desk, calls: FakeCalls) -> None:
    told = desk.file(contact=Contact("Ông Tâm", NUMBER)).petition
    desk.file(contact=Contact("Bà Vân", "+84912345678"))
    call, _ = tell(desk, calls)
    before = view_call(desk.ports, calls, OPERATOR, call.id)
    assert (before.mine, before.call.number, list(before.petitions)) == (False, None, [])
    assert desk.work.all(Look) == []
    take_call(desk.ports, OPERATOR, call.id, context(OPERATOR))
    seen = view_call(desk.ports, calls, OPERATOR, call.id)
    assert (seen.mine, seen.call.number, [one.id for one in seen.petitions]) == (True, NUMBER, [told.id])
    assert [(one.what, one.about, one.who) for one in desk.work.all(Look)] == [(Seen.CALL, call.id, "staff:operator")]
    assert view_call(desk.ports, calls, OTHER, call.id).call.number is None
    with pytest.raises(IllegalStep, match="colleague"):
        take_call(desk.ports, OTHER, call.id, context(OTHER))
    take_call(desk.ports, OPERATOR, call.id, context(OPERATOR))  # again: nothing happens, no second look
    assert len(desk.work.all(Look)) == 1


def test_an_operator_does_not_even_hear_that_the_caller_denounced_somebody(desk: Desk, calls: FakeCalls) -> None:
    for kind in (Kind.DENUNCIATION, Kind.COMPLAINT):
        desk.file(kind=kind, contact=Contact("Ông Tâm", NUMBER))
    call, _ = tell(desk, calls, operator="operator")
    assert list(view_call(desk.ports, calls, OPERATOR, call.id).petitions) == []
    other, _ = tell(desk, calls, call_id="2", operator="petition-officer")
    assert len(view_call(desk.ports, calls, OFFICER, other.id).petitions) == 2


def test_where_the_system_knows_who_answers_the_look_is_written_with_the_call(desk: Desk, calls: FakeCalls) -> None:
    call, _ = tell(desk, calls, operator="operator")
    assert call.state is CallState.TALKING
    assert [(one.what, one.who) for one in desk.work.all(Look)] == [(Seen.CALL, "staff:operator")]
    tell(desk, calls, operator="operator")
    assert len(desk.work.all(Look)) == 1


def test_what_came_of_a_call(desk: Desk, calls: FakeCalls) -> None:
    written, _ = tell(desk, calls, call_id="a", operator="operator")
    note_petition(desk.ports, OPERATOR, written.id, "PA-261005-0001", context(OPERATOR))
    note_petition(desk.ports, OPERATOR, written.id, "PA-261005-0001", context(OPERATOR))
    over = hang_up(desk.ports, OPERATOR, written.id, context(OPERATOR))
    assert (over.petitions, over.outcome) == (("PA-261005-0001",), Outcome.WRITTEN)
    late = note_petition(desk.ports, OPERATOR, written.id, "PA-261005-0002", context(OPERATOR))
    assert len(late.petitions) == 2  # written down right behind the call
    asked, _ = tell(desk, calls, call_id="b", operator="operator")
    done = answer_at_once(desk.ports, OPERATOR, asked.id, "Mấy giờ mở cửa?", "7 giờ", context(OPERATOR))
    assert (done.outcome, done.on_the_spot) == (Outcome.ANSWERED, OnTheSpot("Mấy giờ mở cửa?", "7 giờ"))
    missed, _ = tell(desk, calls, call_id="c")
    ended = end_call(desk.ports, calls, TELEPHONE, "c", NOW - timedelta(minutes=1), context(TELEPHONE))
    assert (ended.outcome, ended.ended_at) == (Outcome.MISSED, NOW)  # no call ends before it began
    assert end_call(desk.ports, calls, TELEPHONE, "c", NOW + timedelta(hours=1), context(TELEPHONE)) == ended
    with pytest.raises(IllegalStep, match="hung up"):
        take_call(desk.ports, OPERATOR, missed.id, context(OPERATOR))
    with pytest.raises(NotFound):
        end_call(desk.ports, calls, TELEPHONE, "unknown", NOW, context(TELEPHONE))


def test_nobody_writes_into_a_colleagues_call(desk: Desk, calls: FakeCalls) -> None:
    call, _ = tell(desk, calls, operator="operator")
    steps: list[Callable[[], Call]] = [
        lambda: hang_up(desk.ports, OTHER, call.id, context(OTHER)),
        lambda: note_petition(desk.ports, OTHER, call.id, "PA-261005-0001", context(OTHER)),
        lambda: answer_at_once(desk.ports, OTHER, call.id, "Hỏi giờ", "7 giờ", context(OTHER)),
    ]
    for step in steps:
        with pytest.raises(IllegalStep):
            step()
    with pytest.raises(InvalidRequest):
        answer_at_once(desk.ports, OPERATOR, call.id, "Hỏi giờ", "", context(OPERATOR))
    assert desk.work.all(Call) == [call]


def test_a_call_whose_end_was_never_told_leaves_the_list_by_itself(desk: Desk, calls: FakeCalls) -> None:
    tell(desk, calls)
    assert [one.number for one in live_calls(desk.ports, calls, OPERATOR)] == [None]
    desk.now += timedelta(hours=4)
    assert live_calls(desk.ports, calls, OPERATOR) == []
