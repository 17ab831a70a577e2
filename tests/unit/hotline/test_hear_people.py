"""What people write by SMS or letter becomes a petition, one for each message, whatever is told twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from services.hotline.domain.contact import Identity
from services.hotline.domain.heard import Heard
from services.hotline.domain.kinds import Channel, Kind
from services.hotline.domain.petition import Petition, Status
from services.hotline.jobs import job_handlers
from services.hotline.use_cases.hear_people import FILE_JOB
from shared.bus.reading import Received
from shared.store.change import Context, Job
from tests.unit.hotline.fakes import NOW, PHONE, READINGS, Desk, event

TYPE = "notifications.message.inbound.v1"
TEXT = "Hẹn trả thứ Sáu mà đến nay chưa có"


def told(word: str = "other", sender: str | None = PHONE, **personal: Any) -> Received:
    data = {"channel": personal.pop("channel", "sms"), "provider": "esms", "received_at": NOW.isoformat(), "word": word}
    who = {"from": sender, "text": TEXT, "language": "vi", **personal}
    return replace(event(TYPE, 1, data, subject="message-1", personal=who), id=f"event of {word}")


def hear(world: Desk, received: Received) -> None:
    reading = READINGS[TYPE]
    change = reading.apply(received, world.work.load(*reading.needs(received)))
    if change.saved:
        world.work.commit(change, Context("service:notifications", NOW, "correlation"))


def file_all(world: Desk) -> None:
    handlers = job_handlers(world.ports)
    for job in list(world.work.jobs.values()):
        change = handlers[FILE_JOB](job, NOW)
        if change.saved:
            world.work.commit(change, Context("service:hotline", NOW, "correlation"))


@pytest.fixture
def world() -> Desk:
    return Desk()


@pytest.mark.parametrize(
    ("channel", "sender", "field"), [("sms", PHONE, "phone"), ("email", "van@thu.example", "email")]
)
def test_a_message_becomes_a_petition_that_can_be_answered(world: Desk, channel: str, sender: str, field: str) -> None:
    hear(world, told(channel=channel, **{"from": sender}))
    file_all(world)
    (petition,), (identity,) = world.work.all(Petition), world.work.all(Identity)
    assert (petition.channel, petition.kind, petition.text) == (Channel(channel), Kind.FEEDBACK, TEXT)
    assert (petition.status, petition.dossier, petition.received_by) == (Status.RECEIVED, None, "public")
    assert petition.due_at is not None
    assert getattr(identity.contact, field) == sender
    (fact,) = world.work.facts
    assert (fact.type, fact.data["channel"]) == ("hotline.petition.received.v1", channel)
    assert fact.personal is not None
    assert fact.personal[field] == sender


def test_a_doubled_message_is_one_petition(world: Desk) -> None:
    hear(world, told())
    hear(world, replace(told(), id="told again"))
    file_all(world)
    file_all(world)
    hear(world, replace(told(), id="told once more"))
    file_all(world)
    assert len(world.work.all(Petition)) == 1


def test_the_words_lie_in_the_petition_alone(world: Desk) -> None:
    hear(world, told())
    file_all(world)
    (heard,) = world.work.all(Heard)
    assert (heard.sender, heard.text, heard.petition) == (None, None, world.work.all(Petition)[0].code)


@pytest.mark.parametrize("received", [told("look_up"), told("stop"), told("start"), told("ticket"), told(text=None),
                                      told(text="  "), told(sender=None)])  # fmt: skip
def test_what_is_for_others_or_says_nothing_is_no_petition(world: Desk, received: Received) -> None:
    hear(world, received)
    assert world.work.all(Heard) == []


def test_a_job_of_an_unknown_message_does_nothing(world: Desk) -> None:
    assert job_handlers(world.ports)[FILE_JOB](Job(FILE_JOB, "nobody's", NOW), NOW).saved == ()
