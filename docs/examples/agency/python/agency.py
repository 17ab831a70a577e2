"""An agency's program, whole: takes tasks from its queue, keeps a book of them, answers with signed replies.

    python agency.py SHEET.json BOOK_FOLDER

The book is a folder with one file for each task. A letter is settled on the broker only once it stands in the book, and
a reply is written into the book before it is sent: so the program may be killed at any moment and goes on as it was.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import signal
import sys
import time
import urllib.request
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pika
import pika.exceptions
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LARGEST_BODY = 1024 * 1024
ASSIGNED, RESUMED = "agency.task.assigned.v1", "agency.task.resumed.v1"
RECALLED, DUE_CHANGED = "agency.task.recalled.v1", "agency.task.due_changed.v1"
ACKNOWLEDGED, DECIDED = "agency.task.acknowledged.v1", "agency.task.decided.v1"
PAPERS_WANTED = "agency.supplement.requested.v1"
# Letters that ask for nothing: for people to read.
NEWS = (
    "agency.task.reminded.v1",
    "agency.message.refused.v1",
    "agency.papers.sent.v1",
    "agency.result.refused.v1",
    "agency.opinion.given.v1",
    "agency.opinion.late.v1",
)
# The id of a reply follows from its task and type: the same answer has the same id, even where the book was lost.
REPLY_IDS = uuid.UUID("3f0d5c1e-6a55-4b9c-9a39-0c8f4c3a7d10")


def work(task: dict[str, Any], papers_came: bool) -> dict[str, Any] | None:
    """Your own part. None while your officers are at it; else what they say: papers wanted, or the decision.

    Raises OSError where a paper cannot be had at the moment: it is tried again a little later.
    """
    for paper in task.get("papers", []):
        fetch(paper)  # for your officers' eyes: keep it in your own store
    if task.get("components") == [] and not papers_came:
        return {"type": PAPERS_WANTED, "wanted": "Đơn đề nghị theo mẫu", "reason": "Hồ sơ chưa có giấy tờ nào"}
    if not task["step"]["decides"]:  # another agency decides, or our opinion is wanted: done, with the opinion as note
        return {"type": DECIDED, "decision": "done", "note": "Hồ sơ hợp lệ, đề nghị giải quyết tiếp"}
    paper = {"name": task["procedure"]["name"], "number": "1234/QĐ", "issued_at": datetime.now(UTC).date().isoformat()}
    return {"type": DECIDED, "decision": "granted", "note": "Đủ điều kiện theo quy định", "result": paper}


def fetch(paper: dict[str, Any]) -> bytes:
    """A paper of the dossier by its link, which is good while the task lasts. Raises OSError."""
    with urllib.request.urlopen(paper["link"], timeout=10) as answer:
        content: bytes = answer.read(paper["size"] + 1)
    if hashlib.sha256(content).hexdigest() != paper["sha256"]:
        raise OSError(f"paper {paper['id']} came damaged")
    return content


class NoLetter(Exception):
    """The message is not a letter by the centre; it is given back, and the centre looks into it."""


class Book:
    """One file a task: ``task`` is the newest letter's data, ``replies`` what we answered, to the byte."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        read = (json.loads(path.read_text("utf-8")) for path in folder.glob("*.json"))
        self.pages: dict[str, dict[str, Any]] = {page["task_id"]: page for page in read}

    def keep(self, page: dict[str, Any]) -> None:
        """Safe on the disk, whole or not at all, before anybody hears of it."""
        self.pages[page["task_id"]] = page
        path = self.folder / f"{quote(page['task_id'], safe='')}.json"
        with path.with_suffix(".new").open("w", encoding="utf-8") as file:
            json.dump(page, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        path.with_suffix(".new").replace(path)


class Agency:
    """One agency at its queue."""

    def __init__(self, sheet_path: Path, book: Book) -> None:
        self.sheet = json.loads(sheet_path.read_text("utf-8"))
        key_file = sheet_path.parent / self.sheet.get("private_key_file", "")
        secret = self.sheet.get("private_key") or json.loads(key_file.read_text("utf-8"))
        self.key, self.key_id = Ed25519PrivateKey.from_private_bytes(decoded(secret["d"])), secret["kid"]
        keys = self.sheet["centre_public_keys"]["keys"]
        self.centre = {key["kid"]: Ed25519PublicKey.from_public_bytes(decoded(key["x"])) for key in keys}
        self.book = book
        self.later: dict[str, float] = {}  # task → when to try again

    def serve(self) -> None:
        """Until the connection breaks: letters into the book, replies out of it. Raises AMQPError, OSError."""
        with pika.BlockingConnection(pika.URLParameters(self.sheet["amqp"]["url"])) as connection:
            channel = connection.channel()
            channel.confirm_delivery()  # a reply counts as sent once the broker has it safe
            channel.basic_qos(prefetch_count=20)
            for method, properties, body in channel.consume(self.sheet["amqp"]["queue"], inactivity_timeout=0.1):
                if method is not None:
                    self.take(channel, method.delivery_tag, (properties.headers or {}).get("jws"), body)
                for page in list(self.book.pages.values()):
                    self.go_on(channel, page)

    def take(self, channel: Any, tag: int, jws: object, body: bytes) -> None:
        """One delivery: into the book and settled, or given back to the centre."""
        try:
            letter = self.read(body, jws)
            if letter["type"] in NEWS:
                print("news:", json.dumps(letter["data"], ensure_ascii=False), flush=True)
            else:
                self.note(letter)
        except NoLetter as problem:
            print("given back:", problem, flush=True)
            channel.basic_reject(tag, requeue=False)  # never requeue=True: it would come again for ever
        else:
            channel.basic_ack(tag)

    def read(self, body: bytes, jws: object) -> dict[str, Any]:
        """The letter, once its signature was checked over the very bytes that came. Raises NoLetter."""
        if len(body) > LARGEST_BODY:
            raise NoLetter(f"{len(body)} bytes are too many")
        try:
            protected, payload, signature = str(jws).split(".")
            header = json.loads(decoded(protected))
            if payload or header["alg"] != "Ed25519" or header["b64"] is not False:
                raise NoLetter("not a detached Ed25519 signature")
            self.centre[header["kid"]].verify(decoded(signature), protected.encode() + b"." + body)
            letter: dict[str, Any] = json.loads(body)
            self.check(letter)
        except (InvalidSignature, ValueError, KeyError, TypeError) as problem:
            raise NoLetter(f"not signed by the centre, or not readable: {problem!r}") from problem
        return letter

    def check(self, letter: dict[str, Any]) -> None:
        """Whether all that is used further on is there; unknown fields are left alone. Raises as its caller says."""
        if letter["type"] in NEWS:
            return
        if letter["type"] not in (ASSIGNED, RESUMED, RECALLED, DUE_CHANGED):
            raise NoLetter(f"letters of type {letter['type']} are not known here")
        needed = [letter["id"], letter["subject"], letter["data"]["task_id"]]
        if letter["type"] in (ASSIGNED, RESUMED):
            needed.append(letter["data"]["procedure"]["name"])
            bool(letter["data"]["step"]["decides"])
        if letter["type"] in (RESUMED, DUE_CHANGED):
            letter["data"]["due_at"]
        if not all(isinstance(one, str) and one for one in needed):
            raise NoLetter("a part of the letter is not a text")

    def note(self, letter: dict[str, Any]) -> None:
        """Write into the book what the letter says; one that comes again says nothing new."""
        data, kind = letter["data"], letter["type"]
        page = self.book.pages.get(data["task_id"])
        if page is None:  # also where a recall overtakes its task: the task that follows must find it
            page = {"task_id": data["task_id"], "task": None, "recalled": False, "resumed": False, "replies": {}}
            page["first"] = (
                3 if kind == RESUMED else 1
            )  # resumed, and unknown here: our book was lost behind two replies
        if kind in (ASSIGNED, RESUMED) and page["task"] is None:
            cause = {"correlationid": letter.get("correlationid", letter["id"]), "causationid": letter["id"]}
            page |= {"task": data, "dossier": letter["subject"], "cause": cause}
        page["resumed"] = page["resumed"] or kind == RESUMED
        page["recalled"] = page["recalled"] or kind == RECALLED
        if kind in (RESUMED, DUE_CHANGED) and page["task"] is not None:
            page["task"]["due_at"] = data["due_at"]
        if kind == ASSIGNED:  # the centre may not have heard us: say the same once more
            page["replies"] = {key: reply | {"sent": False} for key, reply in page["replies"].items()}
        self.book.keep(page)

    def go_on(self, channel: Any, page: dict[str, Any]) -> None:
        """Answer what there is to answer; what was written and not confirmed is sent first, as it stands."""
        if page["task"] is None or page["recalled"]:
            return
        replies = page["replies"]
        for reply in replies.values():
            if not reply["sent"]:
                self.send(channel, page, reply)
        if DECIDED in replies or (PAPERS_WANTED in replies and not page["resumed"]):
            return
        if not replies and not page["resumed"]:
            self.answer(channel, page, {"type": ACKNOWLEDGED, "officer_unit": self.sheet["agency"]["name"]})
        if time.monotonic() < self.later.get(page["task_id"], 0):
            return
        try:
            said = work(page["task"], page["resumed"])
        except OSError as problem:
            print(f"{page['task_id']} has to wait: {problem!r}", flush=True)
            self.later[page["task_id"]] = time.monotonic() + 10
            return
        if said is not None:
            self.answer(channel, page, said)

    def answer(self, channel: Any, page: dict[str, Any], said: dict[str, Any]) -> None:
        """Write the reply down, then send it."""
        kind = said["type"]
        reply = {
            "specversion": "1.0",
            "id": str(uuid.uuid5(REPLY_IDS, f"{page['task_id']} {kind}")),
            "source": f"/agency/{self.sheet['agency']['key']}",
            "type": kind,
            "subject": page["dossier"],
            "time": datetime.now(UTC).isoformat(),
            "datacontenttype": "application/json",
            # Our answers to this task, counted from 1: the centre takes them in this order.
            "sequence": page["first"] + len(page["replies"]),
            **page["cause"],
            "data": {"task_id": page["task_id"], **{name: value for name, value in said.items() if name != "type"}},
        }
        page["replies"][kind] = {"type": kind, "body": json.dumps(reply, ensure_ascii=False), "sent": False}
        self.book.keep(page)
        self.send(channel, page, page["replies"][kind])

    def send(self, channel: Any, page: dict[str, Any], reply: dict[str, Any]) -> None:
        """Sign the bytes, publish them, and note that the broker has them. Raises AMQPError."""
        body = reply["body"].encode()
        header = {"alg": "Ed25519", "b64": False, "crit": ["b64"], "kid": self.key_id}
        protected = encoded(json.dumps(header, separators=(",", ":")).encode())
        signature = encoded(self.key.sign(protected.encode() + b"." + body))
        properties = pika.BasicProperties(
            content_type="application/cloudevents+json",
            delivery_mode=2,  # survives a restart of the broker
            message_id=json.loads(body)["id"],
            user_id=self.sheet["amqp"]["user"],  # the broker checks it, and the centre wants it
            headers={"jws": f"{protected}..{signature}"},
        )
        place = self.sheet["amqp"]["replies_exchange"], f"{self.sheet['agency']['key']}.{reply['type']}"
        channel.basic_publish(*place, body, properties, mandatory=True)
        reply["sent"] = True
        self.book.keep(page)


def decoded(text: str) -> bytes:
    """Base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def main() -> None:
    """Serve for ever; after a lost connection try again with a growing pause."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    agency, pause = Agency(Path(sys.argv[1]), Book(Path(sys.argv[2]))), 0.2
    while True:
        began = time.monotonic()
        try:
            agency.serve()
        except (pika.exceptions.AMQPError, OSError) as problem:
            pause = 0.2 if time.monotonic() - began > 10 else min(pause * 2, 10)
            print(f"the broker is away ({problem!r}), next try in {pause} s", flush=True)
        time.sleep(pause)


if __name__ == "__main__":
    main()
