"""Rules of lanes and useful life: the urgent never wait, nobody waits for ever, nothing goes out that is of no use."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifications.domain.lane import Lane, lanes_in_order
from services.notifications.domain.message import LEASE, Channel, Message, Outcome, Receipt, Reply, Status
from services.notifications.domain.sending_rules import BadSendingRules, read_sending_rules
from services.notifications.settings import DATA
from services.notifications.use_cases.queue_messages import queue_messages
from services.notifications.use_cases.send_message import send_next
from shared.store.change import Loaded
from tests.support.fake_store import FakeWork
from tests.unit.notifications.samples import DESK, EVENTS, NOW, SECRETS, after, event, message
from tests.unit.notifications.test_sending import FakeGateway, World

SHARES = st.fixed_dictionaries({Lane.NORMAL: st.integers(1, 20), Lane.BULK: st.integers(1, 20)})


def sms_of(type_: str, sequence: int, *, id: str, **changed: Any) -> Message:
    received = replace(event(type_, id=id, **changed), sequence=sequence)
    saved = queue_messages(received, Loaded({}), desk=DESK).saved
    return next(one for one in saved if isinstance(one, Message) and one.channel is Channel.SMS)


def world_of(*messages: Message) -> World:
    return World(FakeWork(*messages), FakeGateway())


@settings(max_examples=60, deadline=None)
@given(SHARES, st.integers(0, 10_000))
def test_the_urgent_lane_is_first_and_every_other_has_its_share(shares: dict[Lane, int], start: int) -> None:
    whole = sum(shares.values())
    orders = [lanes_in_order(turn, shares) for turn in range(start, start + whole)]
    assert all(order[0] is Lane.URGENT and set(order) == set(Lane) for order in orders)
    assert Counter(order[1] for order in orders) == shares


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(list(Lane)), min_size=1, max_size=25), st.integers(0, 30))
def test_no_message_goes_out_while_an_urgent_one_waits(lanes: list[Lane], turn: int) -> None:
    world = world_of(*(message(event_id=f"e{number}", lane=lane) for number, lane in enumerate(lanes)))
    sending = world.sending
    for _ in range(turn):
        next(sending.turns)
    while send_next(sending) is not None:
        pass
    sent = [one.lane for one in world.gateway.sent]
    assert len(sent) == len(lanes)
    assert sent == sorted(sent, key=lambda lane: lane is not Lane.URGENT)


def test_a_code_overtakes_a_thousand_bulk_messages() -> None:
    bulk = (message(event_id=f"bulk-{number}", lane=Lane.BULK, asked_at=after(hours=-1)) for number in range(1_000))
    world = world_of(*bulk, message(event_id="code", lane=Lane.URGENT, expires_at=after(minutes=5)))
    send_next(world.sending)
    assert [one.event_id for one in world.gateway.sent] == ["code"]


def test_the_thread_of_the_urgent_ones_looks_at_nothing_else() -> None:
    world = world_of(message(lane=Lane.BULK))
    assert send_next(world.sending, (Lane.URGENT,)) is None
    assert world.only.status is Status.QUEUED


@pytest.mark.parametrize("type_", sorted({*EVENTS, *SECRETS}))
def test_every_message_has_an_end_and_only_a_code_is_urgent(type_: str) -> None:
    one = sms_of(type_, 1, id="event-1", personal={"phone": "+84912345127", "code": "041739"})
    assert one.expires_at is not None
    assert one.expires_at > one.asked_at
    assert one.is_urgent is (type_ in SECRETS)


def test_papers_wanted_are_worth_telling_until_they_must_be_there() -> None:
    one = sms_of("intake.dossier.supplement_requested.v1", 3, id="event-1")
    assert one.expires_at is not None
    assert one.expires_at.isoformat() == "2026-10-27T23:59:00+07:00"


def test_old_messages_do_not_flood_out_after_a_restart() -> None:
    old = [message(event_id=f"old-{number}", expires_at=after(days=3)) for number in range(50)]
    world = world_of(
        *old, message(event_id="new", asked_at=after(days=4), due_at=after(days=4), expires_at=after(days=7))
    )
    world.now = after(days=5)
    while send_next(world.sending) is not None:
        pass
    assert [one.event_id for one in world.gateway.sent] == ["new"]
    ended = Counter(one.status for one in world.work.all(Message))
    assert ended == {Status.EXPIRED: 50, Status.ACCEPTED: 1}
    assert world.told().count("expired") == 50


def test_a_newer_status_replaces_an_unsent_older_one() -> None:
    filed = sms_of("intake.dossier.filed.v1", 1, id="filed")
    accepted = sms_of("intake.dossier.accepted.v1", 2, id="accepted")
    world = world_of(filed, accepted)
    while send_next(world.sending) is not None:
        pass
    assert [one.event for one in world.gateway.sent] == ["accepted"]
    assert {one.event: one.status for one in world.work.all(Message)} == {
        "filed": Status.SUPERSEDED, "accepted": Status.ACCEPTED,
    }  # fmt: skip


def test_an_older_one_that_comes_late_is_not_sent_behind_the_newer() -> None:
    accepted = sms_of("intake.dossier.accepted.v1", 2, id="accepted")
    world = world_of(accepted)
    send_next(world.sending)
    late = World(FakeWork(*world.work.all(Message), sms_of("intake.dossier.filed.v1", 1, id="filed")), world.gateway)
    assert send_next(late.sending) is None
    assert [one.event for one in world.gateway.sent] == ["accepted"]


def test_papers_wanted_do_not_give_way_to_less() -> None:
    wanted = sms_of("intake.dossier.supplement_requested.v1", 3, id="wanted")
    moved = sms_of("intake.dossier.due_changed.v1", 4, id="moved", kind="calendar")
    brought = sms_of("intake.dossier.supplemented.v1", 5, id="brought")
    assert not moved.replaces(wanted)
    assert brought.replaces(wanted)


def test_an_apology_stands_for_itself() -> None:
    apology = sms_of("intake.dossier.due_changed.v1", 3, id="apology")
    ready = sms_of("intake.dossier.result_ready.v1", 4, id="ready")
    assert apology.event == "apology"
    assert not ready.replaces(apology)
    assert not replace(apology, sequence=9).replaces(ready)


def test_other_dossiers_channels_and_skipped_ones_replace_nothing() -> None:
    filed = sms_of("intake.dossier.filed.v1", 1, id="filed")
    accepted = sms_of("intake.dossier.accepted.v1", 2, id="accepted")
    assert accepted.replaces(filed)
    assert not filed.replaces(accepted)
    assert not accepted.replaces(accepted)
    assert not replace(accepted, supersedes_key="other:sms:status").replaces(filed)
    assert not replace(accepted, status=Status.SKIPPED).replaces(filed)


@pytest.mark.parametrize("how", ["expire", "supersede"])
def test_what_may_have_got_through_stays_unknown(how: str) -> None:
    claimed = message(expires_at=after(days=3)).claim("esms", NOW)
    assert claimed is not None
    gone = getattr(claimed, how)(NOW + LEASE)
    assert (gone.status, gone.due_at) == (Status.UNKNOWN, None)


@pytest.mark.parametrize("status", [Status.EXPIRED, Status.SUPERSEDED])
def test_of_what_was_never_sent_no_receipt_is_believed(status: Status) -> None:
    gone = message(status=status, due_at=None)
    assert gone.receive(Receipt(gone.id, True, NOW), NOW) is gone
    assert gone.receive(Receipt(gone.id, False, NOW), NOW) is gone
    assert gone.record(1, Reply(Outcome.ACCEPTED), NOW) is gone


@pytest.mark.parametrize(("place", "value"), [
    (("shares", "bulk"), 0), (("shares", "normal"), "much"), (("shares", "urgent"), 3), (("events", "filed"), {}),
    (("events", "filed", "lane"), "slow"), (("events", "filed", "useful_hours"), 0), (("events", "unheard_of"), {}),
    (("events", "filed", "weight"), -1), (("events",), {}), (("events", "filed", "call"), "yes"), (("channels",), {}),
    (("channels", "sms", "next_after_minutes"), 0), (("channels", "sms", "after"), ["pigeon"]),
])  # fmt: skip
def test_bad_sending_rules_are_refused(place: tuple[str, ...], value: object) -> None:
    content = json.loads((DATA / "sending.json").read_text("utf-8"))
    inner = content
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = value
    with pytest.raises(BadSendingRules):
        read_sending_rules(content)


def test_a_code_lives_no_longer_than_five_minutes() -> None:
    assert DESK.rules.events["sign_in_code"].useful >= timedelta(minutes=5)
    (one,) = (sms_of("intake.sign_in_code.issued.v1", 1, id="code", personal={"phone": "+84912345127", "code": "1"}),)
    assert one.expires_at == after(minutes=5)
