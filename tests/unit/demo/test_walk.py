"""Rules of the walk: every hop in order, and the one that is missing named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from deploy.demo.walk import Missing, Walk

HOPS = [
    "filed",
    "accepted",
    "case opened",
    "task dispatched",
    "task acknowledged",
    "decided",
    "result ready",
    "returned",
    "public tracking",
]


class System:
    """Shows one hop more each time it is asked; ``stuck_at`` is the number of sights after which nothing happens."""

    def __init__(self, stuck_at: int = 99) -> None:
        self.asked = 0
        self.stuck_at = stuck_at
        self.returned = False
        self.filed: Mapping[str, Any] = {}

    def procedure(self, code: str) -> dict[str, Any]:
        return {"name": {"vi": "Đổi giấy xác nhận"}, "applicants": ["citizen"]}

    def file(self, dossier: Mapping[str, Any]) -> dict[str, Any]:
        self.filed = dossier
        return {"code": "H99.11-261005-0001", "owner_token": "secret"}

    def sign_in(self, username: str, password: str) -> str:
        return "token"

    def accept(self, code: str, token: str) -> dict[str, Any]:
        return {}

    def give_back(self, code: str, token: str) -> dict[str, Any]:
        self.returned = True
        return {}

    def track(self, code: str, phone_last4: str) -> dict[str, Any]:
        assert phone_last4 == "5678"
        return {"status": 10, "status_text": "Đã trả kết quả"}

    def dossier(self, code: str, owner: str) -> dict[str, Any]:
        self.asked += 1
        seen = min(self.asked, self.stuck_at)
        task = {
            "agency": "H99.11.01",
            "agency_name": "Phòng",
            "dispatched_at": seen > 2 or None,
            "acknowledged_at": seen > 3 or None,
        }
        return {
            "accepted_at": seen > 0 or None,
            "due_at": "2026-10-08",
            "ledger": [{}],
            "status": 10 if self.returned else 9 if seen > 5 else 4,
            "status_text": "Đang xử lý",
            "returned_at": self.returned or None,
            "progress": {"opened_at": seen > 1 or None, "steps": [{"agency_name": "Phòng"}], "tasks": [task]},
            "decision": {"outcome": "granted", "agency_name": "Phòng", "result": None} if seen > 4 else None,
        }


class Clock:
    """Moves only while somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


def walk(system: System) -> Walk:
    clock = Clock()
    return Walk(system, ("reception", "password"), "1.001653", limit=5, pause=clock.wait, clock=clock)


def test_every_hop_is_seen_in_order() -> None:
    assert [hop.hop for hop in walk(System()).hops()] == HOPS


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
