"""People at work while something happens to the system: each files a dossier, an officer accepts it, and so on."""

from __future__ import annotations

import itertools
import secrets
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import requests

from deploy.containers.problems import ContainerProblem
from deploy.demo.walk import dossier_request
from deploy.local.waiting import until

PROCEDURE = "1.013817"  # one agency, which decides without asking for papers
ANSWER_SECONDS = 60
GIVES_UP_AFTER = 240
PAUSE_SECONDS = 0.5
# Between two dossiers of one of them: the simulated mailbox keeps the newest 2,000 letters, more than a step writes.
PACE_SECONDS = 0.75
TOKEN_SECONDS = 300
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Filed:
    """A dossier whose acceptance was confirmed, and where its owner is reached."""

    code: str
    phone: str
    email: str


class Officer:
    """A member of staff who signs in anew before the token ends."""

    def __init__(self, url: str, name: str, password: str) -> None:
        self._url = f"{url}/api/intake/v1/sessions"
        self._who = {"username": name, "password": password}
        self._lock = threading.Lock()
        self._token, self._until = "", 0.0

    def token(self) -> str:
        """Raises requests.RequestException while nobody answers."""
        with self._lock:
            if time.monotonic() > self._until:
                answer = requests.post(self._url, json=self._who, timeout=ANSWER_SECONDS)
                answer.raise_for_status()
                self._token, self._until = answer.json()["token"], time.monotonic() + TOKEN_SECONDS
            return self._token


@dataclass
class People:
    """A crowd for the time of a ``with``; ``patient`` ones try again under the same key until they are answered.

    Everything that a client could call an error stands in ``errors``; what patient ones met and outlived is counted in
    ``turned_away``.
    """

    url: str
    officer: Officer
    crowd: int = 3
    patient: bool = False
    accepted: list[Filed] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    turned_away: int = 0
    _stop: threading.Event = field(default_factory=threading.Event, repr=False)
    _threads: list[threading.Thread] = field(default_factory=list, repr=False)
    _numbers: Callable[[], int] = field(
        default_factory=lambda: itertools.count(10**7 + secrets.randbelow(8 * 10**7)).__next__, repr=False
    )

    def __enter__(self) -> People:
        self.officer.token()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(self.crowd)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(GIVES_UP_AFTER)

    def reach(self, count: int, timeout: float = 240) -> None:
        """Return once so many more dossiers were accepted. Raises ContainerProblem."""
        goal = len(self.accepted) + count
        if not until(lambda: len(self.accepted) >= goal or self.errors, timeout=timeout) or self.errors:
            told = f": {self.errors[0]}" if self.errors else ""
            raise ContainerProblem(
                f"people got {len(self.accepted)} dossiers accepted, not {goal} within {timeout:g} s{told}"
            )

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                self.accepted.append(self._one())
            except _GaveUp as refused:
                self.errors.append(str(refused))
                if not self.patient and len(self.errors) > 20:
                    return
            self._stop.wait(PACE_SECONDS)

    def _one(self) -> Filed:
        number = self._numbers()
        phone, email = f"09{number:08}", f"nguoi{number}@thu.example"
        request = dossier_request(PROCEDURE, ["citizen"])
        request["applicant"] |= {"phone": phone, "email": email, "identity_number": f"0011{number:08}"}
        with requests.Session() as session:
            session.trust_env = False  # the system is on this machine: no proxy lies in between
            code = self._post(session, "/dossiers", request, 201)["code"]
            self._post(session, f"/dossiers/{code}/accept", None, 200, staff=True)
        return Filed(code, phone, email)

    def _post(
        self, session: requests.Session, path: str, body: Mapping[str, Any] | None, status: int, *, staff: bool = False
    ) -> Json:
        key, end = str(uuid.uuid4()), time.monotonic() + GIVES_UP_AFTER
        while True:
            told = ""
            try:
                headers = {"Idempotency-Key": key}
                if staff:
                    headers["Authorization"] = f"Bearer {self.officer.token()}"
                answer = session.post(
                    f"{self.url}/api/intake/v1{path}", json=body, headers=headers, timeout=ANSWER_SECONDS
                )
                if answer.status_code == status:
                    return dict(answer.json())
                told = f"POST {path} was answered with {answer.status_code}: {answer.text[:200]}"
                comes_back = answer.status_code >= 500 or answer.status_code in (409, 429)
            except requests.RequestException as fault:
                told, comes_back = f"POST {path} was not answered: {type(fault).__name__}", True
            if not (self.patient and comes_back) or time.monotonic() > end:
                raise _GaveUp(told)
            self.turned_away += 1
            time.sleep(PAUSE_SECONDS)


class _GaveUp(Exception):
    """A client's error; the message says what was asked and answered."""
