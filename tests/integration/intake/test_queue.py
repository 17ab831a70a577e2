"""The queue on a real database: counters that call at the same moment, numbers, what is kept, answers once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from services.intake.app import Parts
from services.intake.domain.queue.kiosk import Kiosk
from services.intake.domain.queue.ticket import Basis, Holder, Preference, State, Step, Ticket, Via
from services.intake.domain.reach import Reach, Way
from services.intake.use_cases.queue import counters
from shared.security.caller import Caller
from shared.store.change import Change, Key
from tests.integration.intake.conftest import Clock

API = "/api/intake/v1"


def officer(number: int) -> Caller:
    return Caller("staff", f"officer-{number}", frozenset({"reception"}), "H99.11")


def test_six_counters_calling_at_once_call_six_people(client: Any, parts: Parts, clock: Clock) -> None:
    for number in range(12):
        clock.forward(seconds=1)
        line = "ABC"[number % 3]
        assert client.post(f"{API}/tickets", json={"line": line, "claims_priority": number % 4 == 0}).status_code == 201

    def work(number: int) -> str | None:
        context = parts.context("test")
        counters.sit_down(parts.ports, parts.queue.desk, officer(number), number, "ABC", context)
        called = counters.call_next(parts.ports, parts.queue.desk, officer(number), number, context).ticket
        return called.id if called else None

    with ThreadPoolExecutor(6) as pool:
        called = list(pool.map(work, range(1, 7)))
    assert len({one for one in called if one}) == 6
    states = [one["state"] for one in parts.database["tickets"].find()]
    assert (states.count("called"), states.count("waiting")) == (6, 6)


def test_a_ticket_over_the_api_from_taking_to_done(
    client: Any, parts: Parts, sign_in: Callable[[str], dict[str, str]]
) -> None:
    key = {"Idempotency-Key": "one-ticket"}
    body = {"line": "B", "phone": "0912 345 678"}
    taken = client.post(f"{API}/tickets", json=body, headers=key)
    assert taken.status_code == 201
    assert client.post(f"{API}/tickets", json=body, headers=key).json == taken.json
    assert client.post(f"{API}/tickets", json={"line": "A"}, headers=key).status_code == 422
    assert taken.json["number"] == "B001"
    here = f"{API}/tickets/{taken.json['id']}"
    seen = client.get(here)
    assert client.get(here, headers={"If-None-Match": seen.headers["ETag"]}).status_code == 304
    staff = sign_in("reception")
    assert client.post(f"{API}/counters/4/open", json={"lines": ["B"]}, headers=staff).status_code == 200
    called = client.post(f"{API}/counters/4/call-next", headers=staff)
    assert called.json["ticket"]["number"] == "B001"
    assert client.get(f"{API}/hall").json["calls"][0] == {
        "number": "B001", "counter": 4, "at": called.json["ticket"]["taken_at"]
    }  # fmt: skip
    assert client.post(f"{API}/counters/4/finish", headers=staff).json["ticket"]["state"] == "served"
    assert client.post(f"{API}/counters/4/finish", headers=staff).status_code == 409
    assert client.get(f"{API}/hall/figures", headers=staff).json["whole"]["served"] == 1
    kept = parts.database["ticket_holders"].find_one()
    assert kept is not None
    assert "912345678" not in str(kept)
    assert client.post(f"{API}/counters/4/call-next").status_code == 401


def test_every_state_is_read_back_as_it_was_kept(parts: Parts, clock: Clock) -> None:
    now, day = clock(), clock().date()
    ticket = Ticket(
        "kept", 1, "H99.11", day, "A", 7, "B", now, Via.SMS, Preference(Basis.CONFIRMED, "reception"), State.CALLED, 3,
        4, (Step(now, "called", 3, "reception", "vì sao"),), "en", 3,
    )  # fmt: skip
    holder = Holder("kept", 1, "H99.11", day, Reach(Way.PHONE, "+84912345678"), "Nguyễn Thị Đào")
    kiosk = Kiosk("kept", 1, "H99.11", "Sảnh", "hash", "reception", now)
    parts.work.commit(Change(saved=(ticket, holder, kiosk)), parts.context("test"))
    loaded = parts.work.load(Key(Ticket, "kept"), Key(Holder, "kept"), Key(Kiosk, "kept"))
    assert loaded.get(Ticket, "kept") == ticket
    assert loaded.get(Holder, "kept") == holder
    assert loaded.get(Kiosk, "kept") == kiosk
    assert list(parts.queue.desk.tickets.open_of("H99.11", day, holder.reach)) == ["kept"]
    assert list(parts.queue.used_numbers(f"ticket/H99.11/{day.isoformat()}/A", [6, 7])) == [7]
    assert [one.id for one in parts.queue.desk.tickets.kiosks("H99.11")] == ["kept"]
