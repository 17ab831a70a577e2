"""Rules of calls to people whom no message reached: one a piece of news, one operator at a time, none for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import permutations

import pytest

from services.hotline.domain.callbacks.callback import Callback, State, WhyNot
from services.hotline.domain.contact import Look, Seen
from services.hotline.domain.errors import IllegalStep, InvalidRequest, NotFound
from services.hotline.use_cases.callbacks.callback_ports import Place
from services.hotline.use_cases.callbacks.make_call import (
    CallView,
    finish_call,
    list_callbacks,
    release_call,
    take_call,
    view_callback,
)
from shared.bus.reading import Received
from shared.security.access import Forbidden
from shared.security.caller import Caller
from tests.unit.hotline.fakes import ADMIN, DOSSIER, LEADER, NOW, OPERATOR, PHONE, Desk, context, event, life

NEWS = "0199b1c8-7a00-7000-8000-0000000ace97"
SECOND = Caller("staff", "operator-2", frozenset({"operator"}), "H99.11")
OTHER_PHONE = "+84900000555"


def not_reached(sequence: int = 2, *, about: str = DOSSIER) -> Received:
    data = {
        "about": about, "event": "accepted", "opened_at": NOW.isoformat(), "at": NOW.isoformat(),
        "channels": [{"channel": "sms", "status": "permanently_failed", "reason": "undelivered"}],
    }  # fmt: skip
    personal = {"name": "Bà Vân", "phone": OTHER_PHONE, "email": None, "language": "vi", "words": "Hồ sơ đã tiếp nhận."}
    return event("notifications.person.not_reached.v1", sequence, data, subject=NEWS, personal=personal)


def reached(sequence: int = 3) -> Received:
    data = {"about": DOSSIER, "event": "accepted", "opened_at": NOW.isoformat(), "at": NOW.isoformat()}
    return event("notifications.person.reached.v1", sequence, data, subject=NEWS)


@dataclass
class FakeCallbacks:
    desk: Desk

    def page(self, is_open: bool, after: Place | None, limit: int) -> Sequence[Callback]:
        found = [one for one in self.desk.work.all(Callback) if one.state.is_open == is_open]
        return sorted(found, key=lambda one: (one.listed_at, one.id), reverse=not is_open)[:limit]

    def count_due(self, now: datetime) -> int:
        return sum(one.state.is_open and one.next_at <= now for one in self.desk.work.all(Callback))


@pytest.fixture
def desk() -> Desk:
    """With a dossier that it knows, and somebody to call about it."""
    desk = Desk()
    desk.hear(*life()[:5], not_reached())
    return desk


def call(desk: Desk) -> Callback:
    (found,) = desk.work.all(Callback)
    return found


def take(desk: Desk, caller: Caller = OPERATOR) -> Callback:
    return take_call(desk.ports, caller, NEWS, context(caller, desk.now))


def finish(desk: Desk, **told: str) -> Callback:
    return finish_call(desk.ports, OPERATOR, NEWS, told, context(OPERATOR, desk.now))


def view(desk: Desk, caller: Caller = OPERATOR) -> CallView:
    return view_callback(desk.ports, caller, NEWS)


def test_news_told_twice_makes_one_call(desk: Desk) -> None:
    before = call(desk)
    desk.hear(not_reached())
    assert call(desk) == before
    assert (before.state, before.about, before.ways[0].reason) == (State.OPEN, DOSSIER, "undelivered")


@pytest.mark.parametrize("order", list(permutations([not_reached(), reached()])))
def test_a_message_that_arrived_after_all_needs_no_call_in_any_order(order: tuple[Received, ...]) -> None:
    desk = Desk()
    desk.hear(*order)
    assert (call(desk).state, call(desk).contact, call(desk).script) == (State.NEEDLESS, None, None)


def test_a_call_that_was_made_stays_made(desk: Desk) -> None:
    take(desk)
    finish(desk, outcome="done")
    desk.hear(reached())
    assert call(desk).state is State.DONE


def test_whom_to_call_is_shown_to_who_took_it_and_the_look_is_written(desk: Desk) -> None:
    assert (view(desk).contact, view(desk).script, desk.work.all(Look)) == (None, None, [])
    take(desk)
    found = view(desk)
    assert found.contact is not None
    assert (found.contact.phone, found.script, found.in_dossier) == (OTHER_PHONE, "Hồ sơ đã tiếp nhận.", PHONE)
    (look,) = desk.work.all(Look)
    assert (look.what, look.about, look.who) == (Seen.CALLBACK, DOSSIER, "staff:operator")
    assert view(desk, SECOND).contact is None
    assert view(desk, LEADER).contact is None


def test_nobody_is_called_by_two_at_once(desk: Desk) -> None:
    take(desk)
    with pytest.raises(IllegalStep, match="colleague"):
        take(desk, SECOND)
    desk.now += timedelta(minutes=30)
    assert take(desk, SECOND).holder == "operator-2"
    with pytest.raises(IllegalStep):
        finish(desk, outcome="done")


def test_a_call_given_back_is_anybodys(desk: Desk) -> None:
    take(desk)
    release_call(desk.ports, OPERATOR, NEWS, context(OPERATOR))
    assert take(desk, SECOND).holder == "operator-2"


def test_nothing_is_said_of_a_call_that_was_not_taken(desk: Desk) -> None:
    with pytest.raises(IllegalStep, match="Take this call"):
        finish(desk, outcome="done")


def test_whom_it_was_about_goes_once_it_is_over(desk: Desk) -> None:
    take(desk)
    over = finish(desk, outcome="done", note="Con gái nghe máy")
    assert (over.state, over.contact, over.script, over.holder) == (State.DONE, None, None, None)
    assert over.calls[0].note == "Con gái nghe máy"
    with pytest.raises(IllegalStep, match="over"):
        take(desk)


@pytest.mark.parametrize("hours", [1, 3, 24])
def test_who_was_not_there_is_called_again(desk: Desk, hours: int) -> None:
    take(desk)
    again = finish(desk, outcome="again", again_in=str(hours))
    assert (again.state, again.next_at, again.holder) == (State.AGAIN, NOW + timedelta(hours=hours), None)
    assert again.contact is not None
    assert take(desk).calls[0].outcome is State.AGAIN


def test_who_cannot_be_reached_is_so_for_a_reason(desk: Desk) -> None:
    take(desk)
    assert finish(desk, outcome="unreachable", reason="wrong_number").calls[0].reason is WhyNot.WRONG_NUMBER
    assert call(desk).state is State.UNREACHABLE


@pytest.mark.parametrize(("told", "pointer"), [
    ({"outcome": "perhaps"}, "/outcome"), ({}, "/outcome"), ({"outcome": "again", "again_in": "2"}, "/again_in"),
    ({"outcome": "again"}, "/again_in"), ({"outcome": "unreachable"}, "/reason"),
    ({"outcome": "unreachable", "reason": "weather"}, "/reason"),
    ({"outcome": "unreachable", "reason": "other"}, "/note"), ({"outcome": "done", "note": "x" * 501}, "/note"),
])  # fmt: skip
def test_bad_words_about_a_call_name_their_field(desk: Desk, told: dict[str, str], pointer: str) -> None:
    take(desk)
    with pytest.raises(InvalidRequest) as refused:
        finish(desk, **told)
    assert [fault.pointer for fault in refused.value.faults] == [pointer]
    assert call(desk).state is State.OPEN


def test_an_unknown_call_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        take_call(desk.ports, OPERATOR, "no-such", context(OPERATOR))


def test_who_may_not_call_is_refused(desk: Desk) -> None:
    with pytest.raises(Forbidden):
        take(desk, LEADER)
    with pytest.raises(Forbidden):
        list_callbacks(desk.ports, FakeCallbacks(desk), ADMIN, is_open=True, after=None, limit=10)
    assert list_callbacks(desk.ports, FakeCallbacks(desk), LEADER, is_open=True, after=None, limit=10) == [call(desk)]
