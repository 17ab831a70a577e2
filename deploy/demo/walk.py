"""The hops of dossiers' lives, in order, and how each shows in what people see."""

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

    def receipt(self, code: str, owner: str) -> bytes: ...

    def request_payment(self, code: str, amount: int, token: str) -> Json: ...

    def how_to_pay(self, code: str, owner: str) -> Json: ...

    def pay_at_bank(self, vietqr: str) -> Json: ...

    def supplement(self, code: str, owner: str, text: str) -> Json: ...

    def withdraw(self, code: str, owner: str) -> Json: ...

    def give_back(self, code: str, token: str) -> Json: ...

    def track(self, code: str, phone_last4: str) -> Json: ...

    def dossier(self, code: str, owner: str) -> Json: ...

    def documents(self, code: str, owner: str) -> list[Json]: ...

    def case(self, code: str, token: str) -> Json: ...


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


def _task(view: Json, number: int, moment: str, words: str) -> str | None:
    found = [task for task in view["progress"]["tasks"] if task[moment]]
    if len(found) <= number:
        return None
    task = found[number]
    return f"{words} {task['agency_name']} ({task['agency']}), due {task['due_at']}"


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


def _asked(view: Json) -> str | None:
    waiting = [one for one in view["supplements"] if not one["supplemented_at"]]
    if view["status"] != PAUSED or not waiting:
        return None
    return f"{waiting[0]['asked_by']} asks for: {waiting[0]['wanted']}; the clock stands still"


def _owes(view: Json) -> str | None:
    owed = [one for one in view["payments"] if not one["paid_at"]]
    return f"status {view['status']}: {owed[0]['amount']} đồng; the clock stands still" if owed else None


def _paid(view: Json) -> str | None:
    paid = [one for one in view["payments"] if one["paid_at"]]
    if not paid or view["status"] == OWING:
        return None
    return f"by {paid[-1]['means']}, receipt {paid[-1]['receipt_number']}; due {view['due_at']} now"


def _supplied(view: Json) -> str | None:
    answered = [one for one in view["supplements"] if one["supplemented_at"]]
    if not answered or view["status"] == PAUSED:
        return None
    return f"due {view['due_at']} now; its ledger shows the wait"


PAUSED, OWING, WITHDRAWN, DONE, RETURNED_STATUS = 5, 6, 7, 9, 10
FEE = 500_000  # đồng, asked for besides what the catalogue says
ACCEPTED = Sight("accepted", "intake", _accepted)
OPENED = Sight("case opened", "routing", _opened)
ASKED = Sight("papers asked for", "agency → intake", _asked)
OWED = Sight("fee asked for", "intake", _owes)
PAID = Sight("paid by VietQR", "bank → intake", _paid)
SUPPLIED = Sight("papers sent", "intake", _supplied)
DECIDED = Sight("decided", "agency → routing", _decided)
READY = Sight("result ready", "intake", lambda view: _stands(view, DONE))
RETURNED = Sight("returned", "intake", lambda view: view["returned_at"] and _stands(view, RETURNED_STATUS))
TAKEN_BACK = Sight("withdrawn", "intake", lambda view: view["withdrawn_at"] and _stands(view, WITHDRAWN))


def dispatched(number: int) -> Sight:
    """The task of this step, counted from 0, lies in its agency's queue."""
    words = "in the queue of"
    return Sight("task dispatched", "routing → agency queue", lambda view: _task(view, number, "dispatched_at", words))


def acknowledged(number: int) -> Sight:
    """Its agency has it in hand."""
    words = "in the hands of"
    return Sight("task acknowledged", "agency → routing", lambda view: _task(view, number, "acknowledged_at", words))


RESUMED = Sight("task resumed", "routing → agency queue", lambda view: _task(view, 0, "resumed_at", "goes on at"))


@dataclass
class Walk:
    """One dossier from filing to return, and where ``papers`` are asked for a second one that is withdrawn meanwhile.

    ``papers``: the first agency asks for papers of this procedure's dossiers. ``fee``: an officer asks for a fee, and a
    bank is there to pay it at. ``limit`` is the longest time in seconds that a hop may take. ``codes`` are the dossiers
    filed so far, ``token`` is the officer's.
    """

    people: People
    officer: tuple[str, str] = field(repr=False)
    procedure: str
    limit: float = 60
    papers: bool = False
    fee: bool = False
    pause: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    code: str = ""
    codes: list[str] = field(default_factory=list)
    phone: str = field(default="", repr=False)
    _owner: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    _before: float = 0

    def hops(self) -> Iterator[Seen]:
        """Every hop when it is seen. Raises Missing, and what the people's API raises."""
        entry = self.people.procedure(self.procedure)
        request = dossier_request(self.procedure, entry["applicants"])
        self._before = self.clock()
        yield from self._taken_in(request, entry["name"]["vi"], fee=self.fee)
        if self.fee:
            yield from self._paid_for()
        drawn = self.people.receipt(self.code, self._owner)
        if not drawn.startswith(b"%PDF-"):
            raise Missing("receipt", "intake", self.limit)
        yield self.seen("receipt", "intake", f"form 01 as PDF, {len(drawn) // 1024} kB, with a QR code to this dossier")
        yield self._wait_for(OPENED)
        steps = len(self.people.dossier(self.code, self._owner)["progress"]["steps"])
        for number in range(steps):
            yield from self._through_agency(number)
        yield self._wait_for(DECIDED)
        yield self._wait_for(READY)
        yield self._issued()
        self.people.give_back(self.code, self.token)
        yield self._wait_for(RETURNED)
        yield self._tracked(request, RETURNED_STATUS)
        if self.papers:
            yield from self._withdrawn(request, entry["name"]["vi"])

    def _taken_in(self, request: Json, name: str, *, fee: bool = False) -> Iterator[Seen]:
        """``fee``: asked for at the acceptance, before an agency can ask for anything."""
        filed = self.people.file(request)
        self.code, self._owner = filed["code"], filed["owner_token"]
        self.codes.append(self.code)
        self.phone = request["applicant"]["phone"]
        yield self.seen("filed", "intake", f"{self.code}: {name}")
        self.token = self.people.sign_in(*self.officer)
        self.people.accept(self.code, self.token)
        if fee:
            self.people.request_payment(self.code, FEE, self.token)
        yield self._wait_for(ACCEPTED)

    def _paid_for(self) -> Iterator[Seen]:
        """The clock waits for the fee; the applicant's bank reads the code, pays and calls back."""
        yield self._wait_for(OWED)
        self.people.pay_at_bank(self.people.how_to_pay(self.code, self._owner)["transfer"]["vietqr"])
        yield self._wait_for(PAID)

    def _through_agency(self, number: int) -> Iterator[Seen]:
        yield self._wait_for(dispatched(number))
        yield self._wait_for(acknowledged(number))
        if self.papers and number == 0:
            yield self._wait_for(ASKED)
            self.people.supplement(self.code, self._owner, "Đã nộp bản sao có chứng thực tại quầy")
            yield self._wait_for(SUPPLIED)
            yield self._wait_for(RESUMED)

    def _withdrawn(self, request: Json, name: str) -> Iterator[Seen]:
        """A second dossier: its agency waits for papers, so the withdrawal meets an open task for certain."""
        yield from self._taken_in(request, name)
        yield self._wait_for(acknowledged(0))
        yield self._wait_for(ASKED)
        self.people.withdraw(self.code, self._owner)
        yield self._wait_for(TAKEN_BACK)
        yield self._recalled()
        yield self._tracked(request, WITHDRAWN)

    def _issued(self) -> Seen:
        """The file that the agency issued is the dossier's paper, for its owner to take home."""
        end = self.clock() + self.limit
        while True:
            found = [one for one in self.people.documents(self.code, self._owner) if one["source"] == "result"]
            if found:
                return self.seen("result paper", "agency → intake", f"{found[0]['name']}, {found[0]['size']} bytes")
            self.wait(end, "result paper", "agency → intake")

    def _recalled(self) -> Seen:
        end = self.clock() + self.limit
        while True:
            case = self.people.case(self.code, self.token)
            tasks = [f"{task['agency_name']}: {task['status']}" for task in case["tasks"]]
            if case["status"] == "withdrawn" and all(task["status"] == "recalled" for task in case["tasks"]):
                return self.seen("tasks recalled", "routing → agency queue", "; ".join(tasks))
            self.wait(end, "tasks recalled", "routing → agency queue")

    def _tracked(self, request: Json, status: int) -> Seen:
        tracked = self.people.track(self.code, request["applicant"]["phone"][-4:])
        if tracked["status"] != status:
            raise Missing("public tracking", "intake", self.limit)
        return self.seen("public tracking", "intake", f"anybody with code and phone reads: {tracked['status_text']}")

    def _wait_for(self, sight: Sight) -> Seen:
        end = self.clock() + self.limit
        while True:
            told = sight.told(self.people.dossier(self.code, self._owner))
            if told:
                return self.seen(sight.hop, sight.where, told)
            self.wait(end, sight.hop, sight.where)

    def wait(self, end: float, hop: str, where: str) -> None:
        """A short pause before the next look. Raises Missing once ``end`` has passed."""
        if self.clock() > end:
            raise Missing(hop, where, self.limit)
        self.pause(PAUSE_SECONDS)

    def seen(self, hop: str, where: str, told: str) -> Seen:
        """The hop, with the time since the one before."""
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
