"""Every place of a running system where something may be left behind: files, queues, databases; as bytes to search."""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote, urlsplit

import bson
import requests
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import OperationFailure

from deploy.local.home import Home
from deploy.local.ports import Ports
from deploy.local.servers import Servers, choose
from tests.support.marks import Finder
from tests.support.stack import Motcua

# The outside world, simulated: a gateway and a mail server are sent names and numbers, as real ones are. What they
# write down is theirs. Agencies are not among them: they are sent no personal data.
OUTSIDE = {
    "logs/sms-gateway.log": "the SMS provider: it has to know the number that it calls",
    "logs/mailbox.log": "the applicant's own mail server, and the screens of phone and mailbox",
}
# Compressed, so that a search in the files would prove nothing: what is in them is read through the database, where
# the journal of all writes (local.oplog.rs) also holds what was deleted or overwritten since.
READ_OTHERWISE = "mongodb/data"
# The server's own rooms, of which its version decides what even an administrator may not read (code 13).
SERVER_S_OWN = ("admin.system.", "config.system.", "local.system.", "local.replset.")
UNAUTHORIZED = 13
MOST_MESSAGES = 10_000

Trace = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one system, signed in as its administrator."""

    motcua: Motcua
    servers: Servers

    @classmethod
    def of(cls, motcua: Motcua) -> Places:
        front = urlsplit(motcua.url).port
        assert front is not None
        return cls(motcua, choose(Home(motcua.home), Ports.counted_from(front), {}))

    def files(self) -> Iterator[Trace]:
        """Logs, the broker's own files (every message that passed lies there once more), metrics, all the rest."""
        for path in sorted(self.motcua.home.rglob("*")):
            name = path.relative_to(self.motcua.home).as_posix()
            if path.is_file() and name not in OUTSIDE and not name.startswith(READ_OTHERWISE):
                with suppress(FileNotFoundError):  # the broker and the metrics tidy up meanwhile
                    yield name, path.read_bytes().rstrip(b"\0")

    def messages(self) -> Iterator[Trace]:
        """Every message that waits in a queue, with its properties; all of them stay where they are."""
        for queue in self.manage("GET", f"queues/{self._vhost}"):
            place = f"queues/{self._vhost}/{quote(queue['name'], safe='')}"
            yield f"queue {queue['name']}", json.dumps(queue).encode()
            if queue.get("exclusive") or queue.get("owner_pid_details"):
                continue  # only its owner may read it: the relays' locks, which nothing is sent to
            if queue.get("arguments", {}).get("x-single-active-consumer"):
                continue  # nobody but its consumer may take from it; what passes it is seen by ``spying``
            asked = {"count": MOST_MESSAGES, "ackmode": "ack_requeue_true", "encoding": "base64"}
            for message in self.manage("POST", f"{place}/get", asked):
                body = base64.b64decode(message.pop("payload"))
                yield f"queue {queue['name']}: {message['routing_key']}", json.dumps(message).encode() + b"\n" + body

    def documents(self) -> Iterator[Trace]:
        """Every document of every collection as it lies there, and what collections and indexes are called."""
        with MongoClient[dict[str, Any]](self.servers.mongo_url, serverSelectionTimeoutMS=5000) as client:
            for name in client.list_database_names():
                for place, raw in _documents(client[name]):
                    yield f"{name}.{place}", raw

    @contextmanager
    def spying(self, queue: str) -> Iterator[None]:
        """A queue of this name gets a copy of everything that passes any exchange; it is gone afterwards."""
        place = f"queues/{self._vhost}/{queue}"
        self.manage("PUT", place, {"durable": True})
        try:
            for exchange, key in self._ways():
                bindings = f"bindings/{self._vhost}/e/{quote(exchange, safe='')}/q/{queue}"
                self.manage("POST", bindings, {"routing_key": key})
            yield
        finally:
            self.manage("DELETE", place)

    def manage(self, method: str, path: str, body: Any = None) -> Any:
        """The broker's management API; raises for an error status."""
        answer = requests.request(method, f"{self.servers.management_url}/api/{path}", json=body, timeout=30)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    @property
    def _vhost(self) -> str:
        return urlsplit(self.servers.amqp_url).path.removeprefix("/")

    def _ways(self) -> Iterator[tuple[str, str]]:
        bound = self.manage("GET", f"bindings/{self._vhost}")
        for exchange in self.manage("GET", f"exchanges/{self._vhost}"):
            name = exchange["name"]
            if not name or name.startswith("amq."):
                continue
            if exchange["type"] == "direct":
                yield from {(name, one["routing_key"]) for one in bound if one["source"] == name}
            else:
                yield name, "#" if exchange["type"] == "topic" else ""


def found(finder: Finder, traces: Iterable[Trace]) -> dict[str, set[str]]:
    """Place → what was found there; empty where nothing personal lies anywhere."""
    told: dict[str, set[str]] = defaultdict(set)
    for place, data in traces:
        forms = finder.found_in(data)
        if forms:
            told[place] |= forms
    return dict(told)


def _documents(database: Database[dict[str, Any]]) -> Iterator[Trace]:
    for described in database.list_collections():
        name = described["name"]
        yield f"{name} (its description)", bson.encode(described)
        if described["type"] == "view":
            continue
        for index in database[name].list_indexes():
            yield f"{name} (an index)", bson.encode(index)
        try:
            for batch in database[name].find_raw_batches(batch_size=1_000):
                yield name, cast(bytes, batch)  # the driver's types say otherwise
        except OperationFailure as refused:
            if refused.code != UNAUTHORIZED or not f"{database.name}.{name}".startswith(SERVER_S_OWN):
                raise
