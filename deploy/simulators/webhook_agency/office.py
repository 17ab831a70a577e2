"""The agency's office: what it took and has still to answer, on disk, so that a restart forgets nothing."""

from __future__ import annotations

import json
import logging
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event

from deploy.simulators.agency.messages import Recall, Reply, Task, acknowledgement, decision, read_letter
from deploy.simulators.agency.signing import sign, verify
from deploy.simulators.webhook_agency.sheet import WebhookSheet

REFUSED = 422
log = logging.getLogger("webhook agency")


@dataclass(slots=True)
class Office:
    """Every letter is a file until it was answered; its name is the message's id, so that a double is one file."""

    sheet: WebhookSheet
    folder: Path
    work_seconds: float
    _news: SimpleQueue[Path] = field(default_factory=SimpleQueue)
    _recalled: set[str] = field(default_factory=set)

    def take(self, body: bytes, jws: str | None) -> None:
        """Keep a letter; returning means that it is safe. Raises BadSignature, Unreadable, OSError."""
        verify(body, jws, self.sheet.centre_keys)
        letter = read_letter(body)
        if isinstance(letter, Recall):
            self._drop(letter.task_id)
        if not isinstance(letter, Task):
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{json.loads(body)['id']}.json"
        path.with_suffix(".new").write_bytes(body)
        path.with_suffix(".new").replace(path)
        self._news.put(path)
        log.info("task %s", letter.id)

    def work(self, stop: Event) -> None:
        """Answer what was taken, until ``stop`` is set."""
        for path in sorted(self.folder.glob("*.json")):
            self._news.put(path)
        while not stop.is_set():
            try:
                path = self._news.get(timeout=0.1)
            except Empty:
                continue
            if path.exists():
                self._answer(path, stop)

    def _answer(self, path: Path, stop: Event) -> None:
        task = read_letter(path.read_bytes())
        if not isinstance(task, Task):
            return
        if not task.resumed and not self._send(acknowledgement(self.sheet.key, task, self.sheet.name), stop):
            return
        if stop.wait(self.work_seconds):
            return
        if task.id in self._recalled or self._send(decision(self.sheet.key, task, False), stop):
            path.unlink(missing_ok=True)

    def _drop(self, task_id: str) -> None:
        """Nobody works on a recalled task any more, after a restart neither."""
        self._recalled.add(task_id)
        for path in self.folder.glob("*.json"):
            letter = read_letter(path.read_bytes())
            if isinstance(letter, Task) and letter.id == task_id:
                path.unlink(missing_ok=True)

    def _send(self, reply: Reply, stop: Event) -> bool:
        """Until the centre has it or refuses it for good; False where we are stopped first."""
        pause = 0.2
        while not stop.is_set():
            try:
                self._post(reply)
            except urllib.error.HTTPError as answer:
                if answer.code == REFUSED:
                    log.warning("%s is refused: %s", reply.type, answer.read().decode())
                    return True
                log.warning("%s: %s", reply.type, answer.code)
            except OSError as problem:
                log.warning("the centre is away: %s", problem)
            else:
                log.info("%s %s", reply.type, reply.id)
                return True
            stop.wait(pause)
            pause = min(pause * 2, 10)
        return False

    def _post(self, reply: Reply) -> None:
        headers = {
            "Content-Type": "application/cloudevents+json",
            "JWS": sign(reply.body, self.sheet.private_key, self.sheet.private_key_id),
        }
        request = urllib.request.Request(self.sheet.replies_url, reply.body, headers, method="POST")
        began = time.monotonic()
        with urllib.request.urlopen(request, timeout=10) as answer:
            log.debug("%s in %.3f s", answer.status, time.monotonic() - began)
