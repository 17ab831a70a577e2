"""Rules of the exchange: what is kept of each message, who is told of a refusal, and who never is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.routing.domain.exchange import Outcome
from services.routing.domain.message_refusals import WORDS, Reason
from services.routing.domain.task import TaskStatus
from services.routing.use_cases import exchange_facts, facts
from tests.unit.routing.exchanged import ExchangeWorld, raw_of
from tests.unit.routing.world import (
    AGENCY_KEY,
    DOSSIER,
    KEY,
    OTHER_KEY,
    accepted,
    acknowledgement,
    agency,
    decision,
    reply,
    withdrawn,
)

B = "H99-11-01"


@pytest.fixture
def world() -> ExchangeWorld:
    """A case whose task lies in the agency's queue; another agency is known too."""
    world = ExchangeWorld.ready(agency("H99.11.01", OTHER_KEY))
    assert isinstance(world, ExchangeWorld)
    world.receive(accepted())
    world.dispatch()
    return world


def progress(note: str = "Đã kiểm tra", **changed: Any) -> Any:
    data = {"task_id": f"{DOSSIER}:1", "note": note}
    return reply(exchange_facts.TASK_PROGRESSED, data, **{"id": "progress", "sequence": 2, **changed})


def letter_refusal(**changed: Any) -> Any:
    data = {"letter_id": "letter-1", "reason": "bad_signature"}
    return reply(exchange_facts.LETTER_REFUSED, data, **{"id": "misread", **changed})


def test_a_reply_that_is_taken_is_kept_with_its_bytes_and_the_key_that_signed_it(world: ExchangeWorld) -> None:
    received = acknowledgement()
    world.receive(received)
    (entry,) = world.entries()
    assert (entry.id, entry.outcome, entry.body) == (f"{KEY}/acknowledged", Outcome.TAKEN, received.raw)
    assert entry.signer == AGENCY_KEY.as_dict(private=False)
    assert (entry.dossier, entry.task_id, entry.user) == (DOSSIER, f"{DOSSIER}:1", f"agency.{KEY}")
    assert world.letters == []


@pytest.mark.parametrize(
    ("changed", "reason", "told"),
    [
        ({"headers": {}}, Reason.NOT_SIGNED, KEY),
        ({"headers": {"jws": "x..y"}}, Reason.BAD_SIGNATURE, KEY),
        ({"signing_key": OTHER_KEY}, Reason.BAD_SIGNATURE, KEY),
        ({"source": f"/agency/{B}"}, Reason.WRONG_SENDER, KEY),
        ({"routing_key": f"{KEY}.{facts.AGENCY_DECIDED}"}, Reason.WRONG_ROUTING_KEY, KEY),
        ({"subject": "H99.11-261005-7777"}, Reason.UNKNOWN_TASK, KEY),
        ({"task_id": f"{DOSSIER}:2"}, Reason.UNKNOWN_TASK, KEY),
        ({"key": B, "signing_key": OTHER_KEY}, Reason.UNKNOWN_TASK, B),
        # Signed by nobody who is checked, or claiming to be another: whoever the broker saw, and nobody else.
        ({"user": f"agency.{B}"}, Reason.WRONG_SENDER, B),
        ({"user": None}, Reason.NOT_CHECKED, None),
        ({"user": "intake"}, Reason.WRONG_SENDER, None),
        ({"key": "H99-11-77"}, Reason.WRONG_SENDER, None),
    ],
)
def test_a_refused_reply_is_kept_parked_and_told_to_whom_the_broker_checked(
    world: ExchangeWorld, changed: dict[str, Any], reason: Reason, told: str | None
) -> None:
    before = world.case()
    world.receive(acknowledgement(**changed))
    (entry,) = world.entries()
    assert (entry.outcome, entry.reason, len(world.parked)) == (Outcome.REFUSED, reason.value, 1)
    assert [fact.address.routing_key for fact in world.letters if fact.address] == ([told] if told else [])
    assert [fact.data["reason"] for fact in world.letters] == ([reason.value] if told else [])
    assert world.case() == before


def test_the_error_message_names_message_task_and_reason_in_both_languages(world: ExchangeWorld) -> None:
    world.receive(acknowledgement(headers={}))
    (letter,) = world.letters
    vietnamese, english = WORDS[Reason.NOT_SIGNED]
    assert letter.data["words"] == {"vi": vietnamese, "en": english}
    assert (letter.data["message_id"], letter.data["task_id"]) == ("acknowledged", f"{DOSSIER}:1")
    assert letter.data["type"] == facts.AGENCY_ACKNOWLEDGED
    assert letter.subject == DOSSIER


def test_every_reason_has_its_words() -> None:
    assert set(WORDS) == set(Reason)
    assert all(vietnamese and english and vietnamese != english for vietnamese, english in WORDS.values())


def test_a_stranger_learns_nothing_of_a_task_that_is_not_its_own(world: ExchangeWorld) -> None:
    world.receive(acknowledgement(key=B, signing_key=OTHER_KEY))
    world.receive(acknowledgement(key=B, signing_key=OTHER_KEY, subject="H99.11-261005-7777", id="no such"))
    foreign, absent = world.letters
    assert (foreign.data["reason"], foreign.data["words"]) == (absent.data["reason"], absent.data["words"])
    assert (foreign.data["details"], absent.data["details"]) == ("", "")


def test_an_answer_to_a_recalled_task_is_refused_with_just_that(world: ExchangeWorld) -> None:
    world.receive(acknowledgement())
    world.receive(withdrawn())
    world.receive(decision())
    assert [fact.data["reason"] for fact in world.letters] == ["task_recalled"]


def test_another_decision_than_the_first_is_refused_with_the_reason(world: ExchangeWorld) -> None:
    world.receive(acknowledgement())
    world.receive(decision())
    world.receive(decision(id="second thoughts", outcome="denied"))
    assert [fact.data["reason"] for fact in world.letters] == ["not_possible"]
    assert "decided otherwise" in world.letters[0].data["details"]


@pytest.mark.parametrize(
    ("why", "reason", "details"),
    [
        ("body: not a CloudEvents JSON object (JSONDecodeError)", "unreadable", True),
        ("body: 1048577 bytes are more than the 1048576 that are read", "too_large", True),
        ("type: nobody here reads this type", "unknown_type", False),
        ("data: note: a denial needs its reason", "bad_data", True),
        ("KeyError in apply (case.py:12)", "not_taken", False),
        ("its consumer died over it again and again", "not_taken", False),
    ],
)
def test_what_no_handler_takes_is_refused_with_its_reason_once(
    world: ExchangeWorld, why: str, reason: str, details: bool
) -> None:
    raw = raw_of(acknowledgement(), type="")
    world.park(raw, why)
    world.park(raw, why)
    (letter,) = world.letters
    assert (letter.data["reason"], letter.data["details"]) == (reason, why if details else "")
    assert [(one.outcome, one.reason) for one in world.entries()] == [(Outcome.REFUSED, reason)]


def test_a_reply_whose_predecessor_never_came_is_told_so(world: ExchangeWorld) -> None:
    world.park(raw_of(decision()), f"task {DOSSIER}:1 has not been acknowledged yet", waited=True)
    assert world.letters[0].data["reason"] == "out_of_order"


def test_a_message_about_a_misread_letter_never_gets_an_error_message(world: ExchangeWorld) -> None:
    world.receive(letter_refusal(headers={}))
    world.park(raw_of(letter_refusal(), body=b"{}"), "data: reason: Missing data for required field.")
    assert world.letters == []
    assert {one.outcome for one in world.entries()} == {Outcome.REFUSED}


def test_a_letter_that_an_agency_could_not_read_is_kept_and_changes_no_task(world: ExchangeWorld) -> None:
    before = world.case()
    world.receive(letter_refusal())
    assert [(one.type, one.outcome) for one in world.entries()] == [(exchange_facts.LETTER_REFUSED, Outcome.TAKEN)]
    assert (world.case(), world.parked, world.letters) == (before, [], [])


def test_the_same_bytes_again_within_a_day_change_nothing(world: ExchangeWorld) -> None:
    world.receive(acknowledgement())
    world.now += timedelta(hours=23)
    world.receive(acknowledgement())
    assert (len(world.entries()), world.parked, world.letters) == (1, [], [])


def test_an_old_message_that_comes_again_is_a_replay(world: ExchangeWorld) -> None:
    received = acknowledgement()
    world.receive(received)
    world.now += timedelta(hours=25)
    world.receive(received)
    world.receive(received)
    assert [fact.data["reason"] for fact in world.letters] == ["replayed"]
    assert len(world.parked) == 1


def _written(received: Any, **changed: Any) -> Any:
    """As an agency's program writes it anew."""
    event = {"type": received.type, "subject": received.subject, "sequence": 1, "data": dict(received.data), **changed}
    return replace(received, raw=json.dumps(event).encode())


def test_the_same_answer_written_anew_is_kept_and_changes_nothing(world: ExchangeWorld) -> None:
    from shared.security.signatures import sign_detached

    first = _written(acknowledgement(), time="08:00")
    again = _written(acknowledgement(), time="09:00")
    for one in (first, again, again):
        world.receive(replace(one, headers={"jws": sign_detached(one.raw, AGENCY_KEY)}))
    assert [one.outcome for one in world.entries()] == [Outcome.TAKEN, Outcome.REPEATED]
    assert (world.parked, world.letters) == ([], [])


def test_an_id_that_is_used_for_something_else_is_refused(world: ExchangeWorld) -> None:
    world.receive(acknowledgement())
    world.receive(_written(acknowledgement(), data={"task_id": "another"}))
    assert [fact.data["reason"] for fact in world.letters] == ["id_reused"]
    assert world.parked[0][1] == "its id was used before for something else"


def test_a_letter_that_comes_back_is_kept_and_nobody_is_told(world: ExchangeWorld) -> None:
    raw = replace(raw_of(acknowledgement()), routing_key=KEY, user="routing", event_id="letter-1")
    world.park(raw, f"dead in agency.returned: given up by agency.{KEY}.tasks (rejected)")
    assert [(one.id, one.outcome) for one in world.entries()] == [("letter-1.returned", Outcome.RETURNED)]
    assert world.letters == []


def test_an_agency_tells_how_far_it_is_between_acknowledgement_and_decision(world: ExchangeWorld) -> None:
    world.receive(progress())
    world.receive(acknowledgement())
    world.retry_deferred()
    world.receive(progress("Đang lập biên bản", id="more", sequence=3))
    task = world.case().tasks[0]
    assert (task.status, [one.note for one in task.progress]) == (
        TaskStatus.IN_PROGRESS,
        ["Đã kiểm tra", "Đang lập biên bản"],
    )
    assert world.types_told()[-1] == exchange_facts.ROUTING_TASK_PROGRESSED
    world.receive(decision(sequence=4))
    assert world.case().tasks[0].status is TaskStatus.DECIDED
    world.receive(progress("Còn gì nữa", id="late", sequence=5))
    assert world.letters[0].data["reason"] == "not_possible"
