"""Rules of the walk: every hop in order, and the one that is missing named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from deploy.demo.walk import Missing, Walk

HOPS = [
    "filed",
    "accepted",
    "receipt",
    "case opened",
    "task dispatched",
    "task acknowledged",
    "decided",
    "result ready",
    "result paper",
    "returned",
    "public tracking",
]
WITH_PAPERS = [
    *HOPS[:6],
    "papers asked for",
    "papers sent",
    "task resumed",
    "task dispatched",
    "task acknowledged",
    *HOPS[6:],
    "filed",
    "accepted",
    "task acknowledged",
    "papers asked for",
    "withdrawn",
    "tasks recalled",
    "public tracking",
]
WITH_A_FEE = [*HOPS[:2], "fee asked for", "paid by VietQR", *HOPS[2:]]
STATUS = {"papers asked for": 5, "result ready": 9, "returned": 10, "withdrawn": 7}


class System:
    """Each dossier goes one stage further each time it is asked for, as far as what people do lets it.

    ``stuck_at`` is the number of stages after which nothing happens.
    """

    def __init__(self, stuck_at: int = 99, agencies: int = 1, papers: bool = False) -> None:
        self.stuck_at = stuck_at
        self.agencies = agencies
        self.papers = papers
        self.payments: list[dict[str, Any]] = []
        self.filed: Mapping[str, Any] = {}

    def procedure(self, code: str) -> dict[str, Any]:
        return {"name": {"vi": "Đổi giấy xác nhận"}, "applicants": ["citizen"]}

    def file(self, dossier: Mapping[str, Any]) -> dict[str, Any]:
        self.filed = dossier
        self.seen: list[str] = []
        self.done: set[str] = set()
        return {"code": "H99.11-261005-0001", "owner_token": "secret"}

    def sign_in(self, username: str, password: str) -> str:
        return "token"

    def accept(self, code: str, token: str) -> dict[str, Any]:
        return {}

    def receipt(self, code: str, owner: str) -> bytes:
        return b"%PDF-1.7"

    def request_payment(self, code: str, amount: int, token: str) -> dict[str, Any]:
        self.payments = [{"amount": amount, "paid_at": None, "means": None, "receipt_number": None}]
        return {}

    def how_to_pay(self, code: str, owner: str) -> dict[str, Any]:
        return {"transfer": {"vietqr": "to be read by a bank"}}

    def pay_at_bank(self, vietqr: str) -> dict[str, Any]:
        assert vietqr == "to be read by a bank"
        self.payments[0].update(paid_at="2026-10-05", means="transfer", receipt_number="BL26-000001")
        return {}

    def supplement(self, code: str, owner: str, text: str) -> dict[str, Any]:
        self.done.add("papers sent")
        return {}

    def withdraw(self, code: str, owner: str) -> dict[str, Any]:
        self.done.add("withdrawn")
        return {}

    def give_back(self, code: str, token: str) -> dict[str, Any]:
        self.done.add("returned")
        return {}

    def track(self, code: str, phone_last4: str) -> dict[str, Any]:
        assert phone_last4 == "5678"
        return {"status": self.status(), "status_text": "Đã trả kết quả"}

    def documents(self, code: str, owner: str) -> list[dict[str, Any]]:
        return [{"source": "sent"}, {"source": "result", "name": "Giấy xác nhận.pdf", "size": 812}]

    def case(self, code: str, token: str) -> dict[str, Any]:
        return {"status": "withdrawn", "tasks": [{"agency_name": "Phòng", "status": "recalled"}]}

    def stages(self) -> list[str]:
        """What happens to a dossier, in order."""
        if "withdrawn" in self.done:
            return [*self.seen, "withdrawn"]
        papers = ["papers asked for", "papers sent", "task resumed"] if self.papers else []
        agencies = [f"{what} {number}" for number in range(self.agencies) for what in ("dispatched", "acknowledged")]
        return ["accepted", "opened", *agencies[:2], *papers, *agencies[2:], "decided", "result ready", "returned"]

    def status(self) -> int:
        if any(not one["paid_at"] for one in self.payments):
            return 6
        reached = [STATUS[stage] for stage in self.seen if stage in STATUS]
        return reached[-1] if reached and not (reached[-1] == 5 and "papers sent" in self.seen) else 4

    def dossier(self, code: str, owner: str) -> dict[str, Any]:
        following = next(iter(self.stages()[len(self.seen) :]), None)
        waits = following in ("papers sent", "withdrawn", "returned") and following not in self.done
        waits = waits or ("accepted" in self.seen and self.status() == 6)
        if following and not waits and len(self.seen) < self.stuck_at:
            self.seen.append(following)
        return self.view(set(self.seen))

    def view(self, seen: set[str]) -> dict[str, Any]:
        tasks = [
            {
                "agency": f"H99.11.0{number}",
                "agency_name": "Phòng",
                "due_at": "2026-10-07",
                "dispatched_at": f"dispatched {number}" in seen or None,
                "acknowledged_at": f"acknowledged {number}" in seen or None,
                "resumed_at": (number == 0 and "task resumed" in seen) or None,
            }
            for number in range(self.agencies)
        ]
        asked = {"asked_by": "Phòng", "wanted": "Bản sao", "supplemented_at": "papers sent" in seen or None}
        return {
            "accepted_at": "accepted" in seen or None,
            "due_at": "2026-10-08",
            "ledger": [{}],
            "status": self.status(),
            "status_text": "Đang xử lý",
            "returned_at": "returned" in seen or None,
            "withdrawn_at": "withdrawn" in seen or None,
            "payments": self.payments,
            "supplements": [asked] if "papers asked for" in seen else [],
            "progress": {
                "opened_at": "opened" in seen or None,
                "steps": [{"agency_name": "Phòng"}] * self.agencies,
                "tasks": tasks,
            },
            "decision": {"outcome": "granted", "agency_name": "Phòng", "result": None} if "decided" in seen else None,
        }


class Clock:
    """Moves only while somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


def walk(system: System, *, fee: bool = False) -> Walk:
    clock = Clock()
    officer = ("reception", "password")
    return Walk(system, officer, "1.001653", limit=5, papers=system.papers, fee=fee, pause=clock.wait, clock=clock)


def test_every_hop_is_seen_in_order() -> None:
    assert [hop.hop for hop in walk(System()).hops()] == HOPS


def test_two_agencies_papers_and_a_withdrawal_are_seen_in_order() -> None:
    assert [hop.hop for hop in walk(System(agencies=2, papers=True)).hops()] == WITH_PAPERS


def test_a_fee_is_asked_for_and_paid_at_a_bank_before_the_agency_goes_on() -> None:
    assert [hop.hop for hop in walk(System(), fee=True).hops()] == WITH_A_FEE


@pytest.mark.parametrize(
    ("stuck_at", "missing"),
    [
        (0, "accepted"),
        (1, "case opened"),
        (2, "task dispatched"),
        (3, "task acknowledged"),
        (4, "decided"),
        (5, "result ready"),
    ],
)
def test_a_hop_that_never_comes_is_named(stuck_at: int, missing: str) -> None:
    with pytest.raises(Missing, match=r"was not seen within 5 s") as caught:
        list(walk(System(stuck_at)).hops())
    assert caught.value.hop == missing


def test_neither_owner_token_nor_password_shows_when_the_walk_is_printed() -> None:
    walked = walk(System())
    list(walked.hops())
    assert "secret" not in repr(walked)
    assert "password" not in repr(walked)
