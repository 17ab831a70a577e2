"""A person leaves what is optional, never what the law demands; consent is given, never assumed; all is kept."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifications.domain.message import Channel, Status
from services.notifications.domain.preferences.notices import BadNotices, read_notices
from services.notifications.domain.preferences.preferences import (
    By,
    Choice,
    How,
    MustSend,
    Preferences,
    UnknownChoice,
)
from services.notifications.domain.template import BY_EVENT
from services.notifications.settings import DATA
from services.notifications.use_cases.preferences.change import NotThere, change, find_address, find_recipient, view
from services.notifications.use_cases.preferences.hand_over import HandOver
from tests.unit.notifications.inbound_samples import LINKS, MAILBOX, NOTICES, OWNER, PEOPLE, World, id_of
from tests.unit.notifications.samples import NOW

DAY = date(2026, 10, 5)
BY = By("owner", How.LINK, NOW)
NOBODY = Preferences("id", Channel.SMS, "…127")
CONTENT = json.loads((DATA / "notices.json").read_text("utf-8"))
OPTIONAL = [one.code for one in NOTICES.optional(DAY)]
MUST = [one.code for one in NOTICES.kinds if one.must_be_sent(DAY)]


def test_every_kind_covers_messages_that_there_are() -> None:
    named = {
        event
        for events in ([one.events for one in NOTICES.kinds], [one.events for one in NOTICES.purposes])
        for several in events
        for event in several
    }
    assert named <= BY_EVENT.keys()
    assert {"progress", "guidance", "invitations", "petition_survey"} == set(OPTIONAL)


@pytest.mark.parametrize("code", MUST)
def test_what_the_law_demands_cannot_be_left(code: str) -> None:
    with pytest.raises(MustSend) as refused:
        NOBODY.choosing(Choice(notices={code: False}), NOTICES, BY, DAY)
    assert refused.value.kind.law is not None


def test_before_its_day_a_law_demands_nothing() -> None:
    early = date(2025, 6, 30)
    left = NOBODY.choosing(Choice(notices={"result": False}), NOTICES, BY, early)
    result = next(one for one in NOTICES.kinds if one.code == "result")
    assert not left.wants(result, early)
    assert left.wants(result, DAY)  # from its day on it is sent, whatever was chosen before


def test_whoever_stopped_all_still_gets_what_the_law_demands() -> None:
    stopped = NOBODY.choosing(Choice(stopped=True), NOTICES, BY, DAY)
    assert [one.code for one in NOTICES.kinds if stopped.wants(one, DAY)] == MUST


def test_one_kind_wanted_again_ends_the_stop_for_that_kind_alone() -> None:
    stopped = NOBODY.choosing(Choice(stopped=True), NOTICES, BY, DAY)
    again = stopped.choosing(Choice(notices={"guidance": True}), NOTICES, BY, DAY)
    assert (again.stopped, again.off) == (False, frozenset({"progress", "invitations", "petition_survey"}))


def test_nobody_agrees_by_saying_nothing_and_stopping_withdraws() -> None:
    purpose = next(one for one in NOTICES.purposes if one.code == "survey")
    assert not NOBODY.agrees(purpose)
    agreed = NOBODY.choosing(Choice(purposes={"survey": True}), NOTICES, BY, DAY)
    assert agreed.consents["survey"].wording == purpose.since
    assert (agreed.consents["survey"].how, agreed.consents["survey"].at) == (How.LINK, NOW)
    stopped = agreed.choosing(Choice(stopped=True), NOTICES, BY, DAY)
    assert not stopped.agrees(purpose)
    assert stopped.history[-1].what == ("stopped", "withdrew:survey")
    assert not stopped.choosing(Choice(stopped=False), NOTICES, BY, DAY).agrees(purpose)


@pytest.mark.parametrize(
    ("choice", "place"),
    [(Choice(notices={"weather": True}), "notices"), (Choice(purposes={"selling": True}), "purposes")],
)
def test_what_there_is_not_cannot_be_chosen(choice: Choice, place: str) -> None:
    with pytest.raises(UnknownChoice) as refused:
        NOBODY.choosing(choice, NOTICES, BY, DAY)
    assert refused.value.place == place


CHOICES = st.builds(
    Choice,
    stopped=st.sampled_from([None, None, True, False]),
    notices=st.dictionaries(st.sampled_from(OPTIONAL), st.booleans()),
    purposes=st.dictionaries(st.just("survey"), st.booleans()),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(CHOICES, max_size=6))
def test_every_change_is_written_down_once_and_nothing_else_is(choices: list[Choice]) -> None:
    one = NOBODY
    for choice in choices:
        after = one.choosing(choice, NOTICES, BY, DAY)
        same = (after.stopped, after.off, dict(after.consents)) == (one.stopped, one.off, dict(one.consents))
        assert (after is one) == same
        assert len(after.history) == len(one.history) + (not same)
        assert after.version == len(after.history)
        assert all(entry.what for entry in after.history)
        one = after


def test_a_survey_goes_only_to_whoever_agreed() -> None:
    for agreed in (False, True):
        world = World()
        desk = world.box.preferences
        if agreed:
            change(desk, desk.whose(Channel.EMAIL, MAILBOX), Choice(purposes={"survey": True}), BY, "correlation")
        world.happen("intake.dossier.returned.v1", 9)
        world.happen("intake.dossier.returned.v1", 9)
        asked = [(one.channel, one.status) for one in world.messages if one.event == "survey"]
        assert asked == ([(Channel.EMAIL, Status.QUEUED)] if agreed else [])


def test_a_letter_shows_the_way_to_its_readers_choices_and_a_code_does_not() -> None:
    world = World()
    world.happen("intake.dossier.filed.v1", 1)
    letter = next(one for one in world.messages if one.channel is Channel.EMAIL)
    assert letter.writing is not None
    link = LINKS.make(world.box.preferences.whose(Channel.EMAIL, MAILBOX))
    assert letter.writing.text.rstrip().endswith(f"http://x/my?t={link}")
    assert link in letter.writing.html
    world.happen("intake.sign_in_code.issued.v1", 1)
    code = next(one for one in world.messages if one.event == "sign_in_code" and one.channel is Channel.EMAIL)
    assert code.writing is not None
    assert "/my?t=" not in code.writing.text


def test_only_optional_notices_can_be_left_by_one_click() -> None:
    assert all(PEOPLE.is_optional(name, NOW) for name in ("filed", "paid", "survey"))
    assert not any(PEOPLE.is_optional(name, NOW) for name in ("accepted", "result_ready", "sign_in_code", "look_up"))


def test_a_link_is_the_same_each_time_and_opens_its_owners_page_alone() -> None:
    whose = World().box.preferences.whose(Channel.SMS, OWNER)
    token = LINKS.make(whose)
    assert token == LINKS.make(whose)
    assert LINKS.read(token) == replace(whose, by_link=True)
    assert OWNER[-9:-3] not in token


@pytest.mark.parametrize("spoilt", ["", "abc", ".", "é.x", "WyJzbXMiXQ.x", "W10." + "0" * 43, "x" * 700 + ".y"])
def test_a_link_that_is_not_ours_opens_nothing(spoilt: str) -> None:
    assert LINKS.read(spoilt) is None


def test_a_link_that_was_changed_opens_nothing() -> None:
    token = LINKS.make(World().box.preferences.whose(Channel.SMS, OWNER))
    encoded, _, signature = token.partition(".")
    assert LINKS.read(f"{encoded.swapcase()}.{signature}") is None
    assert LINKS.read(f"{encoded}.{signature[:-1]}") is None


def test_officers_find_people_as_they_write_their_numbers() -> None:
    desk = World().box.preferences
    assert {find_address(desk, one) for one in ("0912 345 127", "+84912345127", "84.912.345.127")} == {
        desk.whose(Channel.SMS, OWNER)
    }
    assert find_address(desk, "bichdao@THU.example") == desk.whose(Channel.EMAIL, MAILBOX)
    assert find_address(desk, "xyz") is None
    with pytest.raises(NotThere):
        find_recipient(desk, id_of(Channel.SMS, OWNER))
    change(desk, desk.whose(Channel.SMS, OWNER), Choice(stopped=True), BY, "correlation")
    found = find_recipient(desk, id_of(Channel.SMS, OWNER))
    assert (found.to_masked, view(desk, found).stopped) == ("…127", True)


def test_the_front_door_hands_over_for_minutes() -> None:
    world = World()
    desk, told = world.box.preferences, {"phone": OWNER, "email": MAILBOX, "until": NOW.timestamp() + 600}
    over = HandOver(lambda sealed: told if sealed == "right" else None)
    assert [LINKS.read(one).to_masked for one in over.tokens("right", desk) if LINKS.read(one)] == [  # type: ignore[union-attr]
        "…127", "b…@t…",
    ]  # fmt: skip
    assert over.tokens("wrong", desk) == []
    world.later(minutes=11)
    assert over.tokens("right", desk) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: one.pop("purposes"),
        lambda one: one["kinds"].append(one["kinds"][0]),
        lambda one: one["kinds"][0].pop("law"),
        lambda one: one["kinds"][0]["law"].update(since="soon"),
        lambda one: one["kinds"][0]["title"].update(en=""),
        lambda one: one["purposes"][0]["events"].append("accepted"),
    ],
)
def test_a_table_that_nobody_could_choose_by_is_refused(spoil: Any) -> None:
    content = copy.deepcopy(CONTENT)
    spoil(content)
    with pytest.raises(BadNotices):
        read_notices(content)
