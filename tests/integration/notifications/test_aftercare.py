"""News that did not arrive, on a real database: one call however many look, the person sealed and then gone."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from services.notifications.aftercare_parts import look_at_one
from services.notifications.app import Parts
from services.notifications.domain.message import FOR_EVERYBODY, Channel, Message, Receipt, Status
from services.notifications.domain.reach import Reach, Standing
from services.notifications.use_cases.record_receipt import record_receipt
from services.notifications.use_cases.send_message import change_message
from shared.store.change import Change, Context, Key
from shared.store.jobs import Jobs
from tests.integration.notifications.conftest import Citizen, Clock, message_of, tell
from tests.unit.notifications.samples import message

NOT_REACHED = "notifications.person.not_reached.v1"


def fails(parts: Parts, one: Message) -> None:
    receipt = Receipt(one.id, False, parts.clock(), None, "undelivered")
    change_message(parts.work, one.id, lambda it: it.receive(receipt, parts.clock()), parts.clock, why="test")


def look(parts: Parts) -> int:
    jobs, done = Jobs(parts.work, service="notifications"), 0
    while look_at_one(jobs, parts.care, parts.clock):
        done += 1
    return done


def told(parts: Parts) -> list[str]:
    rows = parts.database["events"].find({"type": {"$regex": "person"}}).sort("_id", 1)
    return [row["type"] for row in rows]


def reach(parts: Parts, id: str) -> Reach:
    found = parts.work.load(Key(Reach, id)).get(Reach, id)
    assert found is not None
    return found


def test_ways_that_end_at_once_make_one_call_and_the_person_is_sealed(
    parts: Parts, new_citizen: Callable[[], Citizen]
) -> None:
    people = [new_citizen() for _ in range(10)]
    events = [tell(parts, one) for one in people]
    stored = str(list(parts.database["reaches"].find()))
    assert not any(one.phone in stored or one.email in stored for one in people)
    ways = [message_of(parts, one, channel) for one in events for channel in FOR_EVERYBODY]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: fails(parts, one), ways))
        list(pool.map(lambda _: look(parts), range(8)))
    assert told(parts) == [NOT_REACHED] * len(people)
    assert {(reach(parts, one.id).standing, reach(parts, one.id).person) for one in events} == {
        (Standing.NOT_REACHED, None)
    }
    assert parts.database["jobs"].count_documents({}) == 0
    sealed = parts.database["events"].find_one({"type": NOT_REACHED})
    assert sealed is not None
    assert not any(one.phone.encode() in sealed["body"] for one in people)


def test_a_late_receipt_takes_the_call_back(parts: Parts, clock: Clock, citizen: Citizen) -> None:
    news = tell(parts, citizen)
    for channel in FOR_EVERYBODY:
        fails(parts, message_of(parts, news, channel))
    look(parts)
    record_receipt(parts.work, Receipt(message_of(parts, news, Channel.SMS).id, True, clock()), clock, "esms")
    assert look(parts) == 1
    assert look(parts) == 0
    assert told(parts) == [NOT_REACHED, "notifications.person.reached.v1"]


def test_newer_news_is_found_along_its_index(parts: Parts, clock: Clock) -> None:
    newer = message(event_id="newer", supersedes_key="H:sms:status", sequence=3, weight=2, asked_at=clock())
    skipped = message(
        event_id="none", supersedes_key="K:sms:status", sequence=3, weight=2, status=Status.SKIPPED, due_at=None
    )
    parts.work.commit(Change((newer, skipped)), Context("test", clock(), "correlation"))
    assert parts.messages.newer("H", 2, 2)
    assert not parts.messages.newer("H", 3, 2)
    assert not parts.messages.newer("H", 2, 3)
    assert not parts.messages.newer("K", 2, 2)
