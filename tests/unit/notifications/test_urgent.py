"""Rules of messages with an end, such as sign-in codes: at once, the one way named, never late, and then forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.notifications.domain.lane import Lane
from services.notifications.domain.message import Channel, Message, Outcome, Receipt, Reply, Status
from services.notifications.use_cases.queue_messages import queue_messages
from shared.store.change import Loaded
from tests.unit.notifications.samples import DESK, NOW, SIGN_IN_CODE, event, message

CODE = "041 739".replace(" ", "")
END = NOW + timedelta(minutes=5)


def written(**personal: str) -> tuple[Message, ...]:
    received = event(SIGN_IN_CODE, personal={"code": CODE, "language": "vi", **personal})
    saved: tuple[Any, ...] = queue_messages(received, Loaded({}), desk=DESK).saved
    return saved


@pytest.mark.parametrize(
    ("personal", "channel"),
    [({"phone": "+84912345127"}, Channel.SMS), ({"email": "bichdao@thu.example"}, Channel.EMAIL)],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_code_goes_the_way_that_was_named_and_no_other(
    personal: dict[str, str], channel: Channel, language: str
) -> None:
    (one,) = written(**personal, language=language)
    assert (one.channel, one.expires_at, one.language) == (channel, END, language)
    assert one.writing is not None
    assert CODE in one.writing.text
    assert "5" in one.writing.text
    assert CODE not in one.writing.subject


def test_a_code_fits_into_one_plain_sms() -> None:
    for language in ("vi", "en"):
        (one,) = written(phone="+84912345127", language=language)
        assert (one.encoding, one.parts) == ("gsm-7", 1)


def test_a_message_is_never_claimed_once_its_words_hold_no_more() -> None:
    one = message(expires_at=END, lane=Lane.URGENT)
    assert one.claim("esms", END - timedelta(seconds=1)) is not None
    assert one.claim("esms", END) is None
    assert message().claim("esms", END + timedelta(days=1)) is not None


def test_what_was_not_sent_in_time_is_expired_and_forgotten() -> None:
    gone = message(expires_at=END, lane=Lane.URGENT).expire(END)
    assert (gone.status, gone.reason, gone.due_at) == (Status.EXPIRED, "too_late", None)
    assert gone.recipient is None
    assert gone.writing is None


def test_what_may_have_got_through_is_unknown_when_it_is_given_up() -> None:
    claimed = message(expires_at=END, lane=Lane.URGENT).claim("esms", NOW)
    assert claimed is not None
    unknown = claimed.record(1, Reply(Outcome.UNKNOWN, "no_answer"), NOW)
    assert unknown.writing is not None  # it may be tried again
    gone = unknown.expire(END)
    assert (gone.status, gone.writing) == (Status.UNKNOWN, None)


@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.REFUSED])
def test_the_words_go_as_soon_as_it_is_through(outcome: Outcome) -> None:
    claimed = message(expires_at=END, lane=Lane.URGENT).claim("esms", NOW)
    assert claimed is not None
    done = claimed.record(1, Reply(outcome), NOW)
    assert done.writing is None
    assert done.to_masked == "…127"
    delivered = claimed.receive(Receipt(claimed.id, delivered=True, at=NOW), NOW)
    assert delivered.writing is None


def test_the_words_of_other_messages_stay() -> None:
    claimed = message().claim("esms", NOW)
    assert claimed is not None
    assert claimed.record(1, Reply(Outcome.ACCEPTED), NOW).writing is not None
