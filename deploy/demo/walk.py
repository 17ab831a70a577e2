"""The hops of a dossier's life, in order, and how each shows in what its owner sees."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

Json = dict[str, Any]
PAUSE_SECONDS = 0.05


class People(Protocol):
    """What the walk does at the front door (``api.Front``)."""

    def procedure(self, code: str) -> Json: ...

    def file(self, dossier: Mapping[str, Any]) -> Json: ...

    def sign_in(self, username: str, password: str) -> str: ...

    def accept(self, code: str, token: str) -> Json: ...

    def give_back(self, code: str, token: str) -> Json: ...

    def track(self, code: str, phone_last4: str) -> Json: ...

    def dossier(self, code: str, owner: str) -> Json: ...


class Missing(Exception):
    """A hop was not seen in time; ``hop`` is its name."""

    def __init__(self, hop: str, where: str, limit: float) -> None:
        super().__init__(f"{hop} ({where}) was not seen within {limit:g} s")
        self.hop = hop


@dataclass(frozen=True, slots=True)
class Seen:
    """One hop that was seen: what, where, in a few words, and seconds since the hop before."""

    hop: str
    where: str
    told: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Sight:
    """How a hop shows in the owner's view of the dossier: its words, or None while it cannot be seen."""

    hop: str
    where: str
    told: Callable[[Json], str | None]


def _accepted(view: Json) -> str | None:
    if not (view["accepted_at"] and view["due_at"] and view["ledger"]):
        return None
    return f"due {view['due_at']}, explained by a ledger of {len(view['ledger'])} lines"


def _task(view: Json, moment: str, words: str) -> str | None:
    found = [task for task in view["progress"]["tasks"] if task[moment]]
    return f"{words} {found[0]['agency_name']} ({found[0]['agency']})" if found else None


def _opened(view: Json) -> str | None:
    steps = view["progress"]["steps"]
    names = ", ".join(step["agency_name"] for step in steps)
    return f"case opened by its route: {names}" if view["progress"]["opened_at"] and steps else None


def _decided(view: Json) -> str | None:
    decision = view["decision"]
    if not decision:
        return None
    paper = f", {decision['result']['number']}" if decision["result"] else ""
    return f"{decision['outcome']} by {decision['agency_name']}{paper}"


def _stands(view: Json, status: int) -> str | None:
    return f"status {view['status']}: {view['status_text']}" if view["status"] >= status else None


ON_THE_WAY = (
    Sight("accepted", "intake", _accepted),
    Sight("case opened", "routing", _opened),
    Sight("task dispatched", "routing → agency queue", lambda view: _task(view, "dispatched_at", "in the queue of")),
    Sight("task acknowledged", "agency → routing", lambda view: _task(view, "acknowledged_at", "in the hands of")),
    Sight("decided", "agency → routing", _decided),
    Sight("result ready", "intake", lambda view: _stands(view, 9)),
)
RETURNED = Sight("returned", "intake", lambda view: view["returned_at"] and _stands(view, 10))


@dataclass
class Walk:
    """One dossier from filing to return. ``limit`` is the longest time in seconds that a hop may take."""

    people: People
    officer: tuple[str, str] = field(repr=False)
    procedure: str
    limit: float = 60
    pause: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    code: str = ""
    _owner: str = field(default="", repr=False)
    _before: float = 0

    def hops(self) -> Iterator[Seen]:
        """Every hop when it is seen. Raises Missing, and what the people's API raises."""
        entry = self.people.procedure(self.procedure)
        request = dossier_request(self.procedure, entry["applicants"])
        self._before = self.clock()
        filed = self.people.file(request)
        self.code, self._owner = filed["code"], filed["owner_token"]
        yield self._seen("filed", "intake", f"{self.code}: {entry['name']['vi']}")
        token = self.people.sign_in(*self.officer)
        self.people.accept(self.code, token)
        for sight in ON_THE_WAY:
            yield self._wait_for(sight)
        self.people.give_back(self.code, token)
        yield self._wait_for(RETURNED)
        tracked = self.people.track(self.code, request["applicant"]["phone"][-4:])
        if tracked["status"] != 10:
            raise Missing("public tracking", "intake", self.limit)
        yield self._seen("public tracking", "intake", f"anybody with code and phone reads: {tracked['status_text']}")

    def _wait_for(self, sight: Sight) -> Seen:
        end = self.clock() + self.limit
        while True:
            told = sight.told(self.people.dossier(self.code, self._owner))
            if told:
                return self._seen(sight.hop, sight.where, told)
            if self.clock() > end:
                raise Missing(sight.hop, sight.where, self.limit)
            self.pause(PAUSE_SECONDS)

    def _seen(self, hop: str, where: str, told: str) -> Seen:
        now = self.clock()
        seconds, self._before = now - self._before, now
        return Seen(hop, where, told, seconds)


def dossier_request(procedure: str, applicants: list[str]) -> Json:
    """What a made-up applicant fills in: a citizen where the procedure is for citizens, else a business."""
    contact = {"phone": "0912345678", "email": "demo@motcua.example", "address": "12 Trần Phú, phường Hà Sơn"}
    if "citizen" in applicants:
        applicant: Json = {
            "kind": "citizen",
            "name": "Nguyễn Thị Lan",
            "identity_number": "001190000001",
            "birth_date": "1990-02-03",
            **contact,
        }
    else:
        applicant = {
            "kind": "business",
            "name": "Công ty TNHH Sen Hồng",
            "tax_code": "0100000001",
            "representative": {"name": "Trần Văn Bình"},
            **contact,
        }
    return {
        "procedure": procedure,
        "channel": "online",
        "applicant": applicant,
        "return_method": "counter",
        "form": {},
        "language": "vi",
    }
