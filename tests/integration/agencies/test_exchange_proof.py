"""The proof of the exchange: an honest one is proved; whatever is removed, changed, re-ordered or unsigned is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from pymongo.database import Database

from deploy.simulators.agency.messages import Reply, Task, acknowledgement, decision
from services.routing.app import Parts, address_of, make_app
from services.routing.composition.exchange import make_verifier
from services.routing.domain.exchange import ExchangeEntry, Outcome
from services.routing.exchange_commands import NotProven, verify
from services.routing.store.exchange import MongoExchange
from services.routing.store.exchange_documents import entry_from_document
from services.routing.store.exchange_keeper import ExchangeKeeper
from services.routing.use_cases.dispatch_tasks import dispatch_tasks
from services.routing.use_cases.keep_agencies import give_key
from services.routing.use_cases.verify_exchange import Proof
from shared.bus.opening import read_envelope
from shared.bus.reading import Reading, Received
from shared.security.keys import new_signing_key, read_signing_key
from shared.security.signatures import sign_detached
from shared.working_time import Calendar
from tests.integration.agencies.conftest import NOW, content, signed_in

KEY, CODE = "H99-11-02", "H99.11.02"
DOSSIER = "H99.11-261005-0001"
THEIRS = new_signing_key()
Documents = Database[dict[str, Any]]


def told(parts: Parts, type: str, data: dict[str, Any], subject: str, number: int = 2) -> None:
    """As the consumer takes in what intake tells."""
    reading = next(one for one in parts.inbox_readings if one.type == type)
    loaded = reading.schema().load(data)
    parts.inbox.absorb(
        [(Received(f"{type} {subject}", type, "/motcua/intake", subject, number, NOW, loaded, {}, "c"), reading)]
    )


def heard(parts: Parts, reply: Reply, **changed: Any) -> None:
    """As the consumer takes in what an agency answers."""
    readings: dict[str, Reading] = {one.type: one for one in parts.reply_readings}
    given = {
        "headers": {"jws": sign_detached(reply.body, THEIRS)},
        "routing_key": f"{KEY}.{reply.type}",
        "user": f"agency.{KEY}",
        **changed,
    }
    received = read_envelope(reply.body, given.pop("headers"), readings=readings, **given)
    parts.inbox.absorb([(received, readings[received.type])])


ACCEPTED = {
    "procedure": {"code": "1.012278", "name": "Giấy phép", "name_en": "Licence"},
    "agency": "H99.11",
    "accepted_at": NOW.isoformat(),
    "working_hours": 40,
}


@pytest.fixture
def exchanged(parts: Parts) -> Parts:
    """Two letters, two replies and one that was refused, all numbered."""
    give_key(parts.work, parts.context("test"), CODE, THEIRS.as_dict(private=False))
    calendar = parts.questions.agencies()[0].calendar
    told(parts, "intake.calendar.changed.v1", Calendar(calendar).to_data(), calendar, 1)
    told(parts, "intake.dossier.accepted.v1", ACCEPTED, DOSSIER)
    assert dispatch_tasks(parts.work, parts.waiting, address_of, parts.clock) == 1
    task = Task(f"{DOSSIER}:1", DOSSIER, "Giấy phép", "letter", "story")
    heard(parts, acknowledgement(KEY, task, "Tổ 1"))
    heard(parts, decision(KEY, task, denied=False))
    heard(parts, acknowledgement(KEY, Task("H99.11-261005-9999:1", "H99.11-261005-9999", "", "letter", "story"), ""))
    number(parts)
    return parts


def number(parts: Parts) -> None:
    """As the timers do, without waiting for messages to settle."""
    centre = read_signing_key(parts.settings.secrets_dir / "centre.private.json")
    keeper = ExchangeKeeper(parts.database, parts.clock, partial(sign_detached, key=centre), timedelta(0))
    for key in keeper.agencies():
        keeper.seal(key)


def prove(parts: Parts) -> Proof:
    return make_verifier(parts).prove(KEY)


def entries(parts: Parts) -> list[ExchangeEntry]:
    return list(reversed(MongoExchange(parts.database).of_agency(KEY, None, 50)))


def test_an_honest_exchange_is_proved(exchanged: Parts, capsys: pytest.CaptureFixture[str]) -> None:
    proof = prove(exchanged)
    assert (proof.faults, proof.first, proof.last) == ([], 1, 5)
    assert (proof.letters, proof.replies, proof.refused) == (2, 2, 1)
    assert sorted(one.outcome.value for one in entries(exchanged)) == ["refused", "sent", "sent", "taken", "taken"]
    verify(make_verifier(exchanged), CODE, None, None)
    assert "1 agencies: complete, in order, unchanged, signed" in capsys.readouterr().out


def test_numbering_again_changes_nothing_and_new_messages_go_on_with_the_chain(exchanged: Parts) -> None:
    number(exchanged)
    task = Task("H99.11-261005-9998:1", "H99.11-261005-9998", "", "letter", "story")
    heard(exchanged, acknowledgement(KEY, task, ""))
    number(exchanged)
    proof = prove(exchanged)
    assert (proof.faults, proof.last) == ([], 7)


def test_a_part_of_the_time_is_proved_by_itself(exchanged: Parts) -> None:
    exchanged.database["exchange"].update_one({"number": 1}, {"$set": {"dossier": "another"}})
    verifier = make_verifier(exchanged)
    assert verifier.prove(KEY, NOW + timedelta(days=1)).faults == []
    assert verifier.prove(KEY, None, NOW).faults == []
    assert verifier.prove(KEY, NOW, NOW + timedelta(days=1)).faults != []


def test_of_what_only_passes_through_the_sum_is_proved(exchanged: Parts) -> None:
    """A letter whose paper was forgotten, once the broker had it."""
    letter = exchanged.database["exchange"].find_one({"number": 1})
    assert letter
    shortened = {"body": b"{}", "digest": letter["digest"]}
    exchanged.database["events"].update_one({"_id": letter["message_id"]}, {"$set": shortened})
    assert prove(exchanged).faults == []
    exchanged.database["events"].update_one({"_id": letter["message_id"]}, {"$set": {"digest": "another"}})
    assert any("its message was changed" in one for one in prove(exchanged).faults)


def test_a_paper_within_a_reply_is_not_kept_with_it_and_the_proof_stays_whole(exchanged: Parts) -> None:
    dossier = "H99.11-261005-0002"
    told(exchanged, "intake.dossier.accepted.v1", ACCEPTED, dossier)
    assert dispatch_tasks(exchanged.work, exchanged.waiting, address_of, exchanged.clock) == 1
    task = Task(f"{dossier}:1", dossier, "Giấy phép", "letter", "story")
    heard(exchanged, acknowledgement(KEY, task, "Tổ 1"))
    heard(exchanged, decision(KEY, task, denied=False))
    number(exchanged)
    kept = exchanged.database["exchange"].find_one({"dossier": dossier, "type": "agency.task.decided.v1"})
    assert kept
    assert (kept["outcome"], kept["passed"], kept["body"]) == ("taken", True, None)
    assert prove(exchanged).faults == []


def _remove(number: int) -> Callable[[Documents], object]:
    return lambda database: database["exchange"].delete_one({"number": number})


def _set(number: int, **fields: Any) -> Callable[[Documents], object]:
    return lambda database: database["exchange"].update_one({"number": number}, {"$set": fields})


def _swap(database: Documents) -> None:
    first, second = (database["exchange"].find_one({"number": one}) for one in (2, 3))
    assert first
    assert second
    database["exchange"].delete_many({"number": {"$in": [2, 3]}})
    database["exchange"].insert_many([{**first, "number": 3}, {**second, "number": 2}])


def _remove_end(database: Documents) -> None:
    """Also where it is noted how long the chain is."""
    before = database["exchange"].find_one({"number": 3})
    assert before
    database["exchange"].delete_many({"number": {"$gt": 3}})
    database["exchange_heads"].update_one({"_id": KEY}, {"$set": {"number": 3, "link": before["link"]}})


def _remove_refused(database: Documents) -> None:
    """The last entry, by chance of the order of ids."""
    before = database["exchange"].find_one({"number": 4})
    assert before
    assert database["exchange"].delete_one({"number": 5, "outcome": "refused"}).deleted_count == 1
    database["exchange_heads"].update_one({"_id": KEY}, {"$set": {"number": 4, "link": before["link"]}})


def _relink(database: Documents) -> None:
    """Whoever has the database, but not the centre's key, changes an entry and counts the whole chain anew."""
    link = ""
    for row in database["exchange"].find({"number": {"$gt": 0}}).sort("number", 1):
        entry = entry_from_document({**row, "dossier": "another" if row["number"] == 2 else row["dossier"]})
        link = entry.linked(entry.number, link)
        database["exchange"].update_one({"_id": row["_id"]}, {"$set": {"dossier": entry.dossier, "link": link}})


def _delete_letter(database: Documents) -> None:
    database["events"].delete_one({"type": "agency.task.assigned.v1"})


def _change_letter(database: Documents) -> None:
    row = database["events"].find_one({"type": "agency.task.assigned.v1"})
    assert row
    body = json.dumps({**json.loads(row["body"]), "subject": "another"}).encode()
    database["events"].update_one({"_id": row["_id"]}, {"$set": {"body": body}})


HARMS: dict[str, tuple[Callable[[Documents], object], list[str]]] = {
    "an entry was removed": (_remove(3), ["3: removed"]),
    "the first entry was removed": (_remove(1), ["1: removed"]),
    "the last entry was removed": (_remove(5), ["5 to 5: removed at the end"]),
    "the end was removed and its length with it": (_remove_end, ["has no entry"]),
    "a refused message was removed with what is noted of it": (_remove_refused, ["parked message", "has no entry"]),
    "an entry was changed": (_set(3, dossier="another"), ["changed, or not where it stood"]),
    "a reply's bytes were changed": (_set(3, body=b"{}"), ["its message was changed"]),
    "a letter's bytes were changed": (_change_letter, ["its message was changed", "does not fit"]),
    "a letter was deleted": (_delete_letter, ["its message is gone"]),
    "two entries changed places": (_swap, ["2 ", "3 "]),
    "a signature was taken off": (_set(2, jws=""), ["not signed"]),
    "a seal was forged": (_set(2, seal="x..y"), ["not sealed by the centre"]),
    "the chain was counted anew without the centre's key": (_relink, ["not sealed by the centre"]),
}


def test_whatever_is_done_to_the_exchange_is_found(exchanged: Parts) -> None:
    """Each harm in turn, undone after it."""
    names = ("exchange", "exchange_heads", "events")
    whole = {name: list(exchanged.database[name].find()) for name in names}
    for what, (harm, found) in HARMS.items():
        harm(exchanged.database)
        told = "\n".join(prove(exchanged).faults)
        assert all(one in told for one in found), f"{what}: {told}"
        with pytest.raises(NotProven):
            verify(make_verifier(exchanged), None, None, None)
        for name, documents in whole.items():
            exchanged.database[name].delete_many({})
            exchanged.database[name].insert_many(documents)
        assert prove(exchanged).faults == [], what


def test_a_letter_that_was_never_signed_is_found(exchanged: Parts) -> None:
    give = {"headers": {}, "unsealed": KEY, "at": NOW}
    row = exchanged.database["events"].find_one({"type": "agency.task.assigned.v1"})
    assert row
    exchanged.database["events"].insert_one({**row, **give, "_id": "unsigned", "slot": "unsigned"})
    number(exchanged)
    assert [fault.partition("): ")[2] for fault in prove(exchanged).faults] == ["not signed"]


def test_messages_without_a_number_for_long_are_told(exchanged: Parts) -> None:
    late = NOW - timedelta(hours=1)
    exchanged.database["events"].update_one(
        {"type": "agency.task.assigned.v1"}, {"$set": {"unsealed": KEY, "at": late}}
    )
    assert any("wait for their number" in fault for fault in prove(exchanged).faults)


def test_no_agency_can_use_up_the_id_of_anothers_message(exchanged: Parts) -> None:
    """The ids of one agency's replies may be foreseen by another one."""
    task = Task("H99.11-261005-9997:1", "H99.11-261005-9997", "", "letter", "story")
    other = acknowledgement("H99-11-01", task, "")
    heard(exchanged, other, routing_key=f"H99-11-01.{other.type}", user="agency.H99-11-01")
    heard(exchanged, acknowledgement(KEY, task, ""))
    kept = exchanged.database["exchange"].find({"message_id": other.id, "outcome": Outcome.REFUSED.value})
    assert sorted(row["agency_key"] for row in kept) == ["H99-11-01", KEY]


def test_pages_and_api_show_the_exchange_to_operators_and_to_nobody_of_an_agency(exchanged: Parts) -> None:
    operator, officer = signed_in(exchanged, "operator", ""), signed_in(exchanged, "agency", CODE)
    pages = ("/routing/exchange", f"/routing/exchange/{KEY}", f"/routing/cases/{DOSSIER}/exchange")
    with make_app(exchanged).test_client() as client:
        html = {"Accept": "text/html"}
        shown = [client.get(page, headers={**operator, **html}) for page in pages]
        assert [one.status_code for one in shown] == [200, 200, 200]
        assert [one.text.count("Chữ ký đúng") for one in shown] == [1, 5, 3]
        assert "Cơ quan không có việc này" in shown[0].text
        assert {client.get(page, headers={**officer, **html}).status_code for page in pages} == {403}
        found = content(client.get(f"/api/routing/v1/exchange?agency={CODE}&limit=2", headers=operator))
        assert [one["number"] for one in found["items"]] == [5, 4]
        rest = content(client.get(f"/api/routing/v1/exchange?agency={CODE}&cursor={found['next']}", headers=operator))
        assert [one["number"] for one in rest["items"]] == [3, 2, 1]
        about = content(client.get(f"/api/routing/v1/exchange?dossier={DOSSIER}", headers=operator))
        assert [(one["direction"], one["signed"]) for one in about["items"]] == [
            ("out", True),
            ("in", True),
            ("in", True),
        ]
        troubles = content(client.get("/api/routing/v1/exchange", headers=operator))
        assert [(one["outcome"], one["reason"]) for one in troubles["items"]] == [("refused", "unknown_task")]
        assert client.get("/api/routing/v1/exchange?agency=nonsense", headers=operator).status_code == 422
