"""What people write is kept once, answered only to whom it concerns, and handed on where others act."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifications.domain.inbound.message import Done, Heard, Inbound
from services.notifications.domain.inbound.pieces import FORGOTTEN, WAIT, Piece, Pieces
from services.notifications.domain.lane import Lane
from services.notifications.domain.message import Channel, Status
from services.notifications.domain.standing import Stand, Standing
from services.notifications.gateways.smpp_coding import encoded
from services.notifications.gateways.smpp_heard import decoded
from services.notifications.use_cases.inbound.hear_piece import hand_on_unfinished, hear_piece
from services.notifications.use_cases.inbound.receive import receive
from shared.store.change import StoreAway
from tests.unit.notifications.inbound_samples import MAILBOX, OWNER, STRANGER, World, sms
from tests.unit.notifications.samples import DOSSIER, EVENTS, PETITION, event

ASK = f"TRA CUU {DOSSIER}"
FILED, ACCEPTED = "intake.dossier.filed.v1", "intake.dossier.accepted.v1"


@pytest.fixture
def world() -> World:
    made = World()
    made.happen(FILED, 1)
    made.happen(ACCEPTED, 2)
    return made


def test_the_owner_hears_how_the_dossier_stands(world: World) -> None:
    kept = receive(world.box, sms(ASK))
    assert (kept.done, kept.code) == (Done.ANSWERED, DOSSIER)
    assert world.said("look_up") == [
        f"Ho so {DOSSIER}: dang giai quyet, hen tra 8:00 thu Hai 12/10/2026. "
        "Xem them: http://localhost:8080/tracking hoac goi 1800 0000."
    ]
    (answer,) = [one for one in world.messages if one.event == "look_up"]
    assert (answer.recipient, answer.lane, answer.about) == (OWNER, Lane.URGENT, DOSSIER)


def test_an_unknown_code_and_a_wrong_number_get_the_same_answer(world: World) -> None:
    for text, sender in ((ASK, STRANGER), ("TRA CUU H99.11-261005-9999", OWNER), ("TRA CUU", OWNER)):
        receive(world.box, sms(text, sender))
    told = world.said("look_up_unknown")
    assert len(told) == 3
    assert len(set(told)) == 1
    assert DOSSIER not in told[0]
    assert [one.code for one in world.work.all(Inbound)] == [None, None, None]


def test_a_look_up_in_english_is_answered_in_english(world: World) -> None:
    receive(world.box, sms(f"STATUS {DOSSIER}"))
    assert world.said("look_up")[0].startswith(f"Dossier {DOSSIER}: in progress, due 8:00 on Monday 12 October 2026.")


def test_a_letter_is_answered_by_a_letter(world: World) -> None:
    receive(world.box, Heard(Channel.EMAIL, "mail", MAILBOX, ASK, "<1@x>"))
    (answer,) = [one for one in world.messages if one.event == "look_up"]
    assert (answer.channel, answer.recipient) == (Channel.EMAIL, MAILBOX)


def test_a_doubled_message_does_everything_once(world: World) -> None:
    first = receive(world.box, sms("Cán bộ ở quầy rất tận tình", own_id="mo-1"))
    assert receive(world.box, sms("Cán bộ ở quầy rất tận tình", own_id="mo-1")) == first
    assert len(world.work.facts) == 1
    receive(world.box, sms("Cán bộ ở quầy rất tận tình", own_id="mo-2"))
    assert len(world.work.facts) == 2


def test_without_an_id_the_same_words_within_minutes_are_one_message(world: World) -> None:
    receive(world.box, sms("Cán bộ ở quầy rất tận tình"))
    world.later(minutes=4)
    receive(world.box, sms("Cán bộ ở quầy rất tận tình"))
    assert len(world.work.facts) == 1
    world.later(minutes=6)
    receive(world.box, sms("Cán bộ ở quầy rất tận tình"))
    assert len(world.work.facts) == 2


def test_what_asks_for_nothing_is_handed_on_with_its_words(world: World) -> None:
    for text, word in (("Trễ hẹn ba ngày rồi", "other"), ("LAY SO DAT DAI", "ticket")):
        kept = receive(world.box, sms(text))
        fact = world.work.facts[-1]
        assert (kept.done, fact.data["word"], fact.personal) == (
            Done.HANDED_ON, word, {"from": OWNER, "text": text, "language": "vi"},
        )  # fmt: skip


def test_words_that_nobody_else_acts_on_stay_here(world: World) -> None:
    receive(world.box, sms(ASK))
    (fact,) = world.work.facts
    assert fact.personal == {"from": OWNER, "text": None, "language": "vi"}


def test_look_ups_are_bounded_and_being_left_alone_is_not(world: World) -> None:
    world.look_ups, world.most = 2, 5
    done = [receive(world.box, sms(ASK, own_id=f"a{number}")).done for number in range(4)]
    assert done == [Done.ANSWERED, Done.ANSWERED, Done.TOO_MANY, Done.TOO_MANY]
    assert [receive(world.box, sms("Xin hỏi", own_id=f"b{number}")).done for number in range(2)] == [
        Done.HANDED_ON, Done.TOO_MANY,
    ]  # fmt: skip
    assert receive(world.box, sms("DUNG", own_id="c")).done is Done.STOPPED
    assert len(world.said("look_up")) == 2


def test_an_empty_message_is_kept_and_nothing_more(world: World) -> None:
    assert receive(world.box, sms(" \n")).done is Done.EMPTY
    assert world.work.facts == []


def test_nothing_is_taken_while_the_store_is_away(world: World) -> None:
    world.work.away = True
    with pytest.raises(StoreAway):
        receive(world.box, sms("Xin hỏi"))


def test_stop_ends_optional_notices_only_and_start_brings_them_back(world: World) -> None:
    receive(world.box, sms("DUNG"))
    world.happen("intake.dossier.supplemented.v1", 3)
    world.happen("intake.dossier.supplement_requested.v1", 4)
    by_event = {(one.event, one.channel): one for one in world.messages}
    assert (by_event["supplemented", Channel.SMS].status, by_event["supplemented", Channel.SMS].reason) == (
        Status.SKIPPED, "left_by_person",
    )  # fmt: skip
    assert by_event["supplemented", Channel.EMAIL].status is Status.QUEUED
    assert by_event["supplement_requested", Channel.SMS].status is Status.QUEUED
    world.later(minutes=10)
    receive(world.box, sms("NHAN"))
    world.happen("intake.dossier.paid.v1", 5)
    paid = next(one for one in world.messages if (one.event, one.channel) == ("paid", Channel.SMS))
    assert paid.status is Status.QUEUED
    kept = world.preferences()
    assert kept is not None
    assert [(one.how.value, one.who, one.what) for one in kept.history] == [
        ("sms", "owner", ("stopped",)), ("sms", "owner", ("started",)),
    ]  # fmt: skip


def test_the_confirmation_says_that_the_law_goes_on(world: World) -> None:
    receive(world.box, sms("dừng"))
    assert "Tin ma luat buoc phai bao" in world.said("notices_stopped")[0]


def test_stopping_twice_is_confirmed_twice_and_written_down_once(world: World) -> None:
    receive(world.box, sms("DUNG", own_id="1"))
    receive(world.box, sms("DUNG", own_id="2"))
    assert len(world.said("notices_stopped")) == 2
    kept = world.preferences()
    assert kept is not None
    assert len(kept.history) == 1


LIFE: list[Any] = [
    (FILED, {}, Stand.FILED),
    (ACCEPTED, {}, Stand.IN_PROGRESS),
    ("intake.dossier.supplement_requested.v1", {}, Stand.SUPPLEMENT_WANTED),
    ("intake.dossier.supplemented.v1", {}, Stand.IN_PROGRESS),
    ("intake.dossier.payment_requested.v1", {}, Stand.PAYMENT_WANTED),
    ("intake.dossier.due_changed.v1", {}, Stand.PAYMENT_WANTED),
    ("intake.dossier.paid.v1", {}, Stand.IN_PROGRESS),
    ("intake.dossier.lost.v1", {}, Stand.IN_PROGRESS),
    ("intake.dossier.result_ready.v1", {}, Stand.DONE),
    ("intake.dossier.returned.v1", {}, Stand.RETURNED),
]


def test_every_step_of_a_dossiers_life_has_its_words(world: World) -> None:
    world = World()
    told = []
    for number, (type_, changed, stand) in enumerate(LIFE, 1):
        world.happen(type_, number, **changed)
        assert world.work.all(Standing)[0].stand is stand
        receive(world.box, sms(ASK, own_id=str(number)))
        told.append(world.said("look_up")[-1].removeprefix(f"Ho so {DOSSIER}: ").partition(". Xem")[0])
    assert told == [
        "da nop, dang cho tiep nhan",
        "dang giai quyet, hen tra 8:00 thu Hai 12/10/2026",
        "con thieu giay to, xin bo sung truoc thu Ba 27/10/2026",
        "dang giai quyet, hen tra 10:00 thu Nam 15/10/2026",
        "can nop 1.500.000 dong truoc thu Hai 26/10/2026",
        "can nop 1.500.000 dong truoc thu Hai 26/10/2026",
        "dang giai quyet, hen tra 9:30 thu Ba 13/10/2026",
        "dang giai quyet, hen tra 9:30 thu Ba 13/10/2026",
        "da co ket qua, moi den nhan",
        "da tra ket qua ngay thu Hai 12/10/2026",
    ]


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, len(LIFE)))
def test_any_order_and_doubling_of_what_is_told_ends_the_same(shuffled: random.Random, length: int) -> None:
    events = [replace(event(type_), sequence=number) for number, (type_, _, _) in enumerate(LIFE[:length], 1)]
    doubled = events + shuffled.choices(events, k=3)
    shuffled.shuffle(doubled)
    ends = []
    for some in (events, doubled):
        standing = Standing(DOSSIER)
        for one in some:
            slot = one.type.split(".")[2]
            standing = standing.hearing(slot, one.sequence, one.data, one.personal) if slot != "lost" else standing
        ends.append((standing.stand, standing.due_at, dict(standing.told), dict(standing.reached)))
    assert ends[0] == ends[1]


def test_no_free_words_of_officers_are_kept_for_look_ups(world: World) -> None:
    world.happen("intake.dossier.supplement_requested.v1", 3)
    kept = repr(world.work.all(Standing)[0])
    assert EVENTS["intake.dossier.supplement_requested.v1"]["wanted"] not in kept


TEXT = "Tôi nộp hồ sơ 😀 đã mười ngày mà chưa ai gọi. " * 4


def pieces_of(text: str, reference: int = 7) -> list[Piece]:
    """As a phone cuts it, in the middle of letters where it happens so."""
    octets = encoded(text, "ucs-2")
    cut = [octets[at : at + 133] for at in range(0, len(octets), 133)]
    return [Piece("smpp", OWNER, reference, number, len(cut), 8, one) for number, one in enumerate(cut, 1)]


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_text_in_pieces_becomes_whole_in_any_order_and_once(shuffled: random.Random) -> None:
    world, pieces = World(), pieces_of(TEXT)
    told = pieces + shuffled.choices(pieces, k=2)
    shuffled.shuffle(told)
    for piece in told:
        hear_piece(world.box, piece, decoded)
    assert [one.text for one in world.work.all(Inbound)] == [TEXT.strip()]


def test_the_next_text_under_the_same_number_is_another_one() -> None:
    world = World()
    for text in ("Một câu hỏi dài. " * 10, "Câu hỏi khác hẳn. " * 10):
        for piece in pieces_of(text):
            hear_piece(world.box, piece, decoded)
        world.later(seconds=FORGOTTEN.total_seconds() + 1)
    assert len(world.work.all(Inbound)) == 2


def test_what_stays_in_pieces_is_handed_on_with_its_gap() -> None:
    world, pieces = World(), pieces_of("a" * 300)
    for piece in (pieces[0], *pieces[2:]):
        hear_piece(world.box, piece, decoded)
    world.later(seconds=WAIT.total_seconds() + 1)

    class Texts:
        def unfinished(self, before: object, limit: int) -> list[str]:
            return [one.id for one in world.work.all(Pieces) if not one.done]

    assert hand_on_unfinished(world.box, Texts(), decoded) == 1
    assert hand_on_unfinished(world.box, Texts(), decoded) == 0
    (kept,) = world.work.all(Inbound)
    assert kept.text is not None
    assert " […] " in kept.text


def test_how_a_petition_stands_is_told_to_its_own_number_alone(world: World) -> None:
    world.happen("hotline.petition.received.v1", 1)
    receive(world.box, sms(f"TRA CUU {PETITION}"))
    world.happen("hotline.petition.answered.v1", 5)
    world.later(minutes=6)
    receive(world.box, sms(f"tra cuu {PETITION}"))
    stands = [
        one.removeprefix(f"Phan anh {PETITION}: ").partition(". Xem")[0] for one in world.said("look_up_petition")
    ]
    assert stands == ["dang duoc xem xet, tra loi cham nhat 9:10 thu Tu 14/10/2026", "da tra loi ngay thu Ba 6/10/2026"]
    receive(world.box, sms(f"TRA CUU {PETITION}", "+84911111111"))
    assert len(world.said("look_up_unknown")) == 1
