"""Rules of one-time codes: never more than five tries, never twice, never late; and of signing in with them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.domain.citizen import Citizen
from services.intake.domain.errors import IllegalStep, InvalidRequest, SignInRefused, TooManyAttempts
from services.intake.domain.one_time_code import LIFETIME, MOST_TRIES, OneTimeCode, issued
from services.intake.domain.personal import InvalidValue
from services.intake.domain.reach import Way, read_reach
from services.intake.use_cases.one_time_codes import (
    ask_reach_code,
    ask_sign_in_code,
    confirm_reach,
    drop_reach,
    sign_in_by_code,
)
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Conflict
from tests.support.fake_store import FakeWork
from tests.unit.intake.fakes import NOW, FakeClock, FakeLimits, context, make_ports
from tests.unit.intake.people import Digits

PHONE, MAIL = "0912 345 678", "Dao@Thu.example"
TRY = st.tuples(st.booleans(), st.integers(min_value=-5, max_value=400))


class Door:
    """The use cases with a phone to read the codes from."""

    def __init__(self, most: int = 1000) -> None:
        self.work, self.digits, self.clock, self.limits = FakeWork(), Digits(), FakeClock(), FakeLimits(most)
        self.ports: Ports = make_ports(self.work, limits=self.limits, clock=self.clock, digits=self.digits)

    def ask(self, reach: str = PHONE, address: str = "1.2.3.4") -> str:
        ask_sign_in_code(self.ports, reach, context(at=self.clock()), address=address, language="vi")
        return self.digits.said

    def enter(self, code: str, reach: str = PHONE) -> Citizen:
        at = context(at=self.clock())
        return sign_in_by_code(self.ports, reach, code, at, address="1.2.3.4", language="vi").citizen


@given(st.lists(TRY, max_size=12))
def test_a_code_is_right_at_most_once_within_five_tries_and_five_minutes(tries: list[tuple[bool, int]]) -> None:
    code = issued(None, "id", "issue", "right", NOW)
    accepted = 0
    for number, (right, seconds) in enumerate(tries, 1):
        now = NOW + timedelta(seconds=seconds)
        before = code
        code, found = code.attempt("right" if right else "wrong", now)
        if found:
            accepted += 1
            assert right
            assert before.tries < MOST_TRIES
            assert NOW <= now < NOW + LIFETIME
        assert code.tries <= min(number, MOST_TRIES)
    assert accepted <= 1
    if code.used or code.tries == MOST_TRIES:
        assert code.digest == ""


def test_a_new_code_makes_the_one_before_it_useless() -> None:
    door = Door()
    first = door.ask()
    second = door.ask()
    with pytest.raises(SignInRefused):
        door.enter(first)
    assert door.enter(second)


def test_the_right_code_makes_an_account_and_the_next_one_finds_it() -> None:
    door = Door()
    first = door.enter(door.ask())
    again = door.enter(door.ask(reach="+84 912.345.678"), reach="+84912345678")
    assert first == again
    assert [one.phone for one in door.work.all(Citizen)] == ["+84912345678"]


def test_a_code_is_for_the_phone_that_it_went_to() -> None:
    door = Door()
    code = door.ask()
    with pytest.raises(SignInRefused):
        door.enter(code, reach="0912 345 679")


def test_a_used_a_late_and_a_wrong_code_and_none_at_all_are_refused_alike() -> None:
    told = set()
    door = Door()
    with pytest.raises(SignInRefused) as none:
        door.enter("123456")
    code = door.ask()
    door.enter(code)
    with pytest.raises(SignInRefused) as used:
        door.enter(code)
    code = door.ask()
    with pytest.raises(SignInRefused) as wrong:
        door.enter(str((int(code) + 1) % 1_000_000).zfill(6))
    door.clock.forward(minutes=5)
    with pytest.raises(SignInRefused) as late:
        door.enter(code)
    for one in (none, used, wrong, late):
        told.add((one.value.slug, one.value.words))
    assert len(told) == 1


def test_five_wrong_tries_end_a_code_for_good() -> None:
    door = Door()
    code = door.ask()
    wrong = str((int(code) + 1) % 1_000_000).zfill(6)
    for _ in range(MOST_TRIES):
        with pytest.raises(SignInRefused):
            door.enter(wrong)
    with pytest.raises(SignInRefused):
        door.enter(code)


def test_what_is_no_code_of_six_digits_costs_no_try() -> None:
    door = Door()
    code = door.ask()
    for text in ("", "12345", "1234567", "abcdef", "١٢٣٤٥٦"):
        with pytest.raises(InvalidRequest):
            door.enter(text)
    assert door.enter(f"{code[:3]} {code[3:]}")


def test_asking_tells_nobody_whether_there_is_an_account() -> None:
    door = Door()
    door.enter(door.ask())
    facts = len(door.work.facts)
    door.ask()
    door.ask("0912 345 679")
    known, unknown = door.work.facts[facts:]
    assert known.data.keys() == unknown.data.keys()
    assert (known.personal or {}).keys() == (unknown.personal or {}).keys()


def test_the_code_and_the_address_stand_in_the_personal_block_alone() -> None:
    door = Door()
    code = door.ask(MAIL)
    (fact,) = door.work.facts
    assert fact.personal == {"email": "dao@thu.example", "code": code, "language": "vi"}
    assert code not in str(fact.data) + fact.subject
    assert "dao" not in str(fact.data) + fact.subject
    (kept,) = door.work.all(OneTimeCode)
    assert code not in repr(kept)


def test_codes_are_counted_by_phone_and_by_network_address() -> None:
    door = Door(most=2)
    door.ask()
    door.ask()
    with pytest.raises(TooManyAttempts):
        door.ask(address="5.6.7.8")
    with pytest.raises(TooManyAttempts):
        door.ask("0912 345 679")


class _Racing(FakeWork):
    """Somebody else is faster at every write."""

    def commit(self, change: object, context: object) -> None:
        raise Conflict("somebody was faster")


def test_who_guesses_in_parallel_gets_no_further_try() -> None:
    door = Door()
    code = door.ask()
    racing = _Racing(*door.work.all(OneTimeCode))
    ports = make_ports(racing)
    with pytest.raises(Conflict):
        sign_in_by_code(ports, PHONE, code, context(), address="1.2.3.4", language="vi")
    assert racing.all(Citizen) == []


def test_another_phone_is_proved_before_it_counts() -> None:
    door = Door()
    me = Caller("citizen", door.enter(door.ask()).id)
    ask_reach_code(door.ports, me, MAIL, context(), address="1.2.3.4", language="vi")
    with pytest.raises(SignInRefused):
        confirm_reach(door.ports, me, MAIL, "000000", context())
    changed = confirm_reach(door.ports, me, MAIL, door.digits.said, context())
    assert changed.email == "dao@thu.example"
    assert door.enter(door.ask(MAIL), MAIL).id == me.id


def test_a_code_for_another_phone_signs_nobody_in() -> None:
    door = Door()
    me = Caller("citizen", door.enter(door.ask()).id)
    ask_reach_code(door.ports, me, MAIL, context(), address="1.2.3.4", language="vi")
    with pytest.raises(SignInRefused):
        door.enter(door.digits.said, MAIL)


def test_a_phone_of_another_account_is_refused_only_to_whoever_proved_it() -> None:
    door = Door()
    door.enter(door.ask("0912 345 679"), "0912 345 679")
    me = Caller("citizen", door.enter(door.ask()).id)
    ask_reach_code(door.ports, me, "0912 345 679", context(), address="1.2.3.4", language="vi")
    with pytest.raises(SignInRefused):
        confirm_reach(door.ports, me, "0912 345 679", "000000", context())
    with pytest.raises(IllegalStep) as refused:
        confirm_reach(door.ports, me, "0912 345 679", door.digits.said, context())
    assert refused.value.slug == "reach-taken"


def test_the_last_way_in_stays() -> None:
    door = Door()
    me = Caller("citizen", door.enter(door.ask()).id)
    with pytest.raises(IllegalStep):
        drop_reach(door.ports, me, Way.PHONE, context())


@settings(max_examples=60)
@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_a_phone_or_mailbox(text: str) -> None:
    try:
        read = read_reach(text)
    except InvalidValue:
        return
    assert read_reach(read.value) == read
    assert read_reach(read.shown) == read
