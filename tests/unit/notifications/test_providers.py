"""Rules of several providers: one that fails is left alone and comes back slowly; unknown is handed to nobody else."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifications.domain.message import LEASE, Message, Outcome, Reply, Status
from services.notifications.domain.pace import Rate
from services.notifications.domain.provider import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    MOST_FAILURES,
    WHOLE,
    Health,
    Provider,
    Standing,
    choose,
)
from services.notifications.gateways.providers_file import BadProviders, read_providers
from services.notifications.use_cases.choose_provider import Fleet
from services.notifications.use_cases.pacing import Pace
from services.notifications.use_cases.send_message import send_next
from tests.support.fake_store import FakeWork
from tests.unit.notifications.samples import NOW, after, message
from tests.unit.notifications.test_pacing import FakeCounts
from tests.unit.notifications.test_sending import FakeGateway, World

FAILED, UNKNOWN = Reply(Outcome.FAILED, "not_reached"), Reply(Outcome.UNKNOWN, "no_answer")
PAIR = (Provider("a", 3), Provider("b", 1))


def closed_off(name: str = "a") -> Health:
    health = Health(name)
    for _ in range(MOST_FAILURES):
        health = health.hear(Outcome.FAILED, NOW)
    return health


def tried(*attempts: tuple[str, Outcome]) -> Message:
    one, now = message(), NOW
    for number, (provider, outcome) in enumerate(attempts, 1):
        claimed = one.claim(provider, now)
        assert claimed is not None
        one = claimed.record(number, Reply(outcome, "x"), now)
        now += timedelta(days=1)
    return one


def two(*messages: Message) -> tuple[World, FakeGateway, FakeGateway]:
    a, b = FakeGateway(name="a"), FakeGateway(name="b")
    return World(FakeWork(*messages), a, fleet=Fleet.of(a, b)), a, b


def test_faults_in_a_row_close_a_provider_off_and_an_answer_between_them_does_not() -> None:
    health = Health("a")
    for _ in range(MOST_FAILURES - 1):
        health = health.hear(Outcome.FAILED, NOW)
    assert health.standing(NOW) is Standing.WELL
    assert health.hear(Outcome.REFUSED, NOW).failures == 0
    gone = health.hear(Outcome.UNKNOWN, NOW)
    assert (gone.standing(NOW), gone.open_until) == (Standing.AWAY, NOW + FIRST_PAUSE)


def test_it_is_tried_by_one_and_comes_back_slowly() -> None:
    then = NOW + FIRST_PAUSE
    health = closed_off()
    assert health.is_usable(then)
    assert health.needs_probe(then)
    probing = health.probe(then)
    assert not probing.is_usable(then)
    assert probing.is_usable(then + LEASE), "whoever tried it may have died"
    back = probing.hear(Outcome.ACCEPTED, then)
    shares = []
    while back.share < WHOLE:
        shares.append(back.share)
        assert back.standing(then) is Standing.RETURNING
        back = back.hear(Outcome.ACCEPTED, then)
    assert shares == [10, 20, 30, 40, 50, 60, 70, 80, 90]
    assert (back.closings, back.standing(then)) == (0, Standing.WELL)
    assert back.hear(Outcome.ACCEPTED, then) is back, "what is well is not written again and again"


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(list(Outcome)), max_size=60))
def test_whatever_is_heard_a_pause_ends_and_versions_only_grow(heard: list[Outcome]) -> None:
    health, now = Health("a"), NOW
    for outcome in heard:
        before = health
        if health.needs_probe(now):
            health = health.probe(now)
        health = health.hear(outcome, now)
        assert health.version >= before.version
        assert 0 < health.share <= WHOLE
        if health.open_until is not None:
            assert health.open_until - now <= max(LONGEST_PAUSE, LEASE)
            now = health.open_until
    assert health.is_usable(now)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from([Outcome.FAILED, Outcome.UNKNOWN])), max_size=5),
       st.floats(0, 0.999), st.booleans())  # fmt: skip
def test_what_one_provider_may_have_goes_to_no_other(
    attempts: list[tuple[str, Outcome]], point: float, away: bool
) -> None:
    one = tried(*attempts)
    found = choose(PAIR, {"a": closed_off()} if away else {}, one, NOW, point)
    unsure = [name for name, outcome in attempts if outcome is Outcome.UNKNOWN]
    if unsure:
        assert found is None or found.name == unsure[-1]
        assert (found is None) is (away and unsure[-1] == "a")
    else:
        assert found is not None
        assert not (away and found.name == "a")


def test_the_draw_follows_weight_and_share() -> None:
    drawn = Counter(choose(PAIR, {}, message(), NOW, number / 100) for number in range(100))
    assert {one.name: count for one, count in drawn.items() if one} == {"a": 75, "b": 25}
    slow = {"a": Health("a", 9, share=10)}
    drawn = Counter(choose(PAIR, slow, message(), NOW, number / 130) for number in range(130))
    assert {one.name: count for one, count in drawn.items() if one} == {"a": 30, "b": 100}


def test_a_certain_failure_goes_to_the_other_within_seconds() -> None:
    world, a, b = two(message())
    a.reply = b.reply = FAILED
    send_next(world.sending)
    (first,) = (one for one in (a, b) if one.sent)
    other = b if first is a else a
    other.reply = Reply(Outcome.ACCEPTED)
    world.now = after(seconds=1)
    assert send_next(world.sending) is not None
    assert world.only.status is Status.ACCEPTED
    assert [len(first.sent), len(other.sent)] == [1, 1]


def test_an_unknown_one_stays_with_its_provider_even_if_that_is_away() -> None:
    world, a, b = two(message())
    a.reply = b.reply = UNKNOWN
    send_next(world.sending)
    (first,) = (one for one in (a, b) if one.sent)
    other = b if first is a else a
    assert world.fleet is not None
    for _ in range(MOST_FAILURES):
        world.fleet.hear(first.name, FAILED, world.now)
    world.now = after(seconds=10)
    assert send_next(world.sending) is None
    assert (world.only.status, other.sent) == (Status.UNKNOWN, [])
    world.now, first.reply = after(minutes=2), Reply(Outcome.ACCEPTED)
    assert send_next(world.sending) is not None
    assert (world.only.status, other.sent, len(first.sent)) == (Status.ACCEPTED, [], 2)


def test_while_all_are_away_messages_stay_as_they_are_and_are_sent_later() -> None:
    many = [message(event_id=f"e{number}") for number in range(20)]
    world, a, b = two(*many)
    world.pace = Pace(FakeCounts(), per_recipient=Rate(20, 3_600))
    assert world.fleet is not None
    for name in ("a", "b"):
        for _ in range(MOST_FAILURES):
            world.fleet.hear(name, FAILED, world.now)
    for _ in range(50):
        assert send_next(world.sending) is None
    assert {one.version for one in world.work.all(Message)} == {1}
    world.now += FIRST_PAUSE
    for _ in range(60):
        send_next(world.sending)
        world.now += timedelta(seconds=1)
    assert len(a.sent) + len(b.sent) == 20


def provider(**changed: Any) -> dict[str, Any]:
    row = {"name": "mail", "kind": "smtp", "host": "h", "port": 25, "security": "none", "sender": "a@b.example"}
    return {name: value for name, value in {**row, **changed}.items() if value is not None}


def test_providers_are_read_with_their_secrets(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3\n", "utf-8")
    rows = [provider(weight=3, per_second=20, password_file=str(tmp_path / "secret")), provider(name="mail-2")]
    (tmp_path / "providers.json").write_text(json.dumps({"providers": rows}), "utf-8")
    first, second = read_providers(tmp_path / "providers.json")
    assert (first.provider, first.told["password"]) == (Provider("mail", 3, 20), "s3")
    assert second.provider == replace(first.provider, name="mail-2", weight=1, per_second=0)


@pytest.mark.parametrize("rows", [
    [], [provider(), provider()], [provider(name="Mail!")], [provider(kind="pigeon")], [provider(host=None)],
    [provider(hots="h")], [provider(weight=0)], [provider(weight=True)], [provider(per_second=-1)],
    [provider(password_file="/nowhere/at-all")], "mail", [1],
])  # fmt: skip
def test_a_bad_file_is_refused(tmp_path: Path, rows: object) -> None:
    (tmp_path / "providers.json").write_text(json.dumps({"providers": rows}), "utf-8")
    with pytest.raises(BadProviders):
        read_providers(tmp_path / "providers.json")
