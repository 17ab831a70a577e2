"""Nothing personal leaks: dossiers with unmistakable values are walked to their end, then every place is searched.

Searched are all files of the system (logs, the broker's own files), everything that passed the broker, all databases
with the journal of their writes, all that a stranger is answered, and all addresses. ``tests/support/traces.py`` names
what is exempt, and why; ``tests/support/marks.py`` says which spellings and wrappings are seen through.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from uuid import uuid4

import pytest
import requests
from pymongo import MongoClient

from tests.e2e.marked import Marked, Walked
from tests.e2e.marked_walks import WALKS
from tests.e2e.strangers import addresses_in, ask_everywhere, follow_all_links, knock_everywhere, told
from tests.e2e.visitor import Visitor, sign_in_for_api
from tests.support.marks import Finder
from tests.support.stack import Motcua
from tests.support.traces import OUTSIDE, Places, Trace, found

SPY = "spy-of-a-test"
FIRST_SEED = 4_711


@pytest.fixture(scope="module")
def places(motcua: Motcua) -> Places:
    return Places.of(motcua)


@pytest.fixture(scope="module")
def walks(motcua: Motcua, places: Places) -> Iterator[list[Walked]]:
    """Every walk, walked to its end, while a spy's queue takes a copy of all that passes the broker."""
    with places.spying(SPY):
        yield [walk(motcua, FIRST_SEED + number) for number, walk in enumerate(WALKS)]


@pytest.fixture(scope="module")
def finder(walks: list[Walked]) -> Finder:
    return Finder(chain.from_iterable(walk.marked.marks for walk in walks))


def test_every_file_is_clean(finder: Finder, places: Places, walks: list[Walked]) -> None:
    files = dict(places.files())
    for walk in walks:  # they did pass here
        assert walk.code.encode() in files["logs/nginx.log"]
        assert walk.code.encode() in files["logs/intake-api.log"]
    assert b"/tracking/o/- " in files["logs/nginx.log"]
    assert any(walks[0].code.encode() in data for name, data in files.items() if name.startswith("rabbitmq/mnesia/"))
    output = places.motcua.home.parent / "up.log"
    assert found(finder, chain(files.items(), [("the supervisor's output", output.read_bytes())])) == {}


def test_only_the_outside_world_s_own_logs_are_exempt(places: Places) -> None:
    names = {name for name, _ in places.files()}
    logs = {path.relative_to(places.motcua.home).as_posix() for path in (places.motcua.home / "logs").iterdir()}
    assert logs - names == set(OUTSIDE)


def test_everything_that_passes_the_broker_is_clean(finder: Finder, places: Places, walks: list[Walked]) -> None:
    messages = list(places.messages())
    spied = {place.partition(": ")[2] for place, _ in messages if place.startswith(f"queue {SPY}: ")}
    for type_ in ("filed", "accepted", "result_ready", "returned"):
        assert f"intake.dossier.{type_}.v1" in spied
    assert any(key.endswith("agency.task.decided.v1") for key in spied)
    assert found(finder, messages) == {}


def test_every_document_and_every_write_is_clean(finder: Finder, places: Places, walks: list[Walked]) -> None:
    documents = list(places.documents())
    for walk in walks:
        holding = {place for place, data in documents if walk.code.encode() in data}
        assert {"intake.dossiers", "intake.events", "routing.inbox", "notifications.messages"} & holding
        assert "local.oplog.rs" in holding
    assert found(finder, documents) == {}


def test_a_stranger_learns_nothing(motcua: Motcua, finder: Finder, walks: list[Walked]) -> None:
    stranger = Visitor(motcua)
    follow_all_links(stranger)
    for victim in walks:
        ask_everywhere(stranger, victim)
        knock_everywhere(stranger, victim)
    for victim, other in zip(walks, [*walks[1:], walks[0]], strict=True):  # everybody's, by another's token
        holder = Visitor(motcua)
        knock_everywhere(holder, victim, owner=other.owner)
        own = Finder(victim.marked.marks)
        assert found(own, _answered(holder.answers)) == {}
    assert len(stranger.answers) > 100
    assert found(finder, _answered(stranger.answers)) == {}


def test_who_looks_at_messages_sees_neither_number_nor_address(
    motcua: Motcua, finder: Finder, walks: list[Walked]
) -> None:
    officer = Visitor(motcua)
    sign_in_for_api(officer, motcua, Marked(0))
    for walk in walks:
        officer.to("GET", f"/api/notifications/v1/messages?subject={walk.code}", 200)
        officer.to("GET", f"/notifications?subject={walk.code}", 200)
    assert found(finder, _answered(officer.answers)) == {}


def test_no_address_carries_anything(motcua: Motcua, walks: list[Walked]) -> None:
    """Of any page, the owner's and the officers' too; but for the one link that is made to be kept, with what lies
    below it, and for what a reader had put into the address already (a page's other languages link to itself)."""
    for walk in walks:
        marks = Finder(walk.marked.marks)
        # The owner's own pages show the values: the walk did bring them in, and the finder does see them there.
        assert {"applicant.name (as it is)"} <= marks.found_in(b"".join(map(told, walk.answers)))
        kept = re.compile(
            rf"({re.escape(motcua.url)})?/tracking/o/{re.escape(walk.owner)}(/[\w.-]+)*([?&](lang|text)=\w+)*"
        )
        asked = [one for one in walk.answers if kept.search(one.url) or not marks.found_in(one.url)]
        addresses = set(chain.from_iterable(map(addresses_in, asked)))
        assert len(addresses) > 20
        assert found(marks, ((one, one.encode()) for one in addresses if not kept.fullmatch(one))) == {}


def test_what_lies_somewhere_is_found_there(places: Places) -> None:
    """Values of its own, planted in each kind of place: a search that finds nothing must be able to find."""
    marked = Marked(FIRST_SEED - 1)
    planted = {"name": marked.text("name", "Đặng {}"), "phone": marked.phone("phone"), "born": marked.day("born")}
    finder, text = Finder(marked.marks), json.dumps(planted)
    scratch = f"scratch-{uuid4().hex[:8]}"
    file = places.motcua.home / "logs" / f"{scratch}.log"
    try:
        file.write_text(text)
        assert set(found(finder, places.files())) == {f"logs/{scratch}.log"}
    finally:
        file.unlink()
    with places.spying(scratch):
        exchange = "intake.events"
        message = {"properties": {}, "routing_key": f"X.{scratch}", "payload": text, "payload_encoding": "string"}
        assert places.manage("POST", f"exchanges/{_vhost(places)}/{exchange}/publish", message)["routed"]
        assert f"queue {scratch}: X.{scratch}" in found(finder, places.messages())
    with MongoClient[dict[str, object]](places.servers.mongo_url) as client:
        try:
            client[scratch]["any"].insert_one({"deep": [{planted["name"]: planted["phone"].encode()}]})
            assert f"{scratch}.any" in found(finder, places.documents())
        finally:
            client.drop_database(scratch)
        # What was there once is seen as well.
        assert set(found(finder, places.documents())) == {"local.oplog.rs"}


def _answered(answers: Iterable[requests.Response]) -> Iterator[Trace]:
    # Many are the same answer but for its id and time: one of each is enough.
    different = {(one.request.method, one.request.path_url, one.status_code, one.content): one for one in answers}
    return ((" ".join(map(str, asked[:3])), told(one)) for asked, one in different.items())


def _vhost(places: Places) -> str:
    return places.servers.amqp_url.rpartition("/")[2]
