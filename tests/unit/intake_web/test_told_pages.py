"""Whoever booked guidance, and whoever was invited to a business, is told of it; a booking moves, and its chair with
it."""

from __future__ import annotations

from typing import Any

from services.intake.domain.guidance import Booking, BookingState, GuidanceDay
from tests.unit.intake_web.front_door import FrontDoor
from tests.unit.intake_web.test_my_pages import BOOKING, PHONE, citizen

BOOKED, MOVED, CANCELLED = (f"intake.guidance.{one}.v1" for one in ("booked", "moved", "cancelled"))


def told(door: FrontDoor, type_: str) -> list[Any]:
    return [one for one in door.work.facts if one.type == type_]


def taken(door: FrontDoor) -> dict[str, int]:
    days = {one.id.rpartition("/")[2]: one for one in door.work.all(GuidanceDay)}
    return {f"{day} {hour}": len(ids) for day, one in days.items() for hour, ids in one.taken.items() if ids}


def test_who_booked_is_told_when_with_the_address_in_the_sealed_block_alone(door: FrontDoor) -> None:
    door.client().post("/guidance", data=BOOKING)
    (fact,) = told(door, BOOKED)
    assert fact.data["starts_at"] == "2026-11-25T08:00:00+07:00"
    assert fact.personal["phone"].endswith(PHONE.replace(" ", "")[1:])
    assert "Sen" not in str(fact.data)


def test_a_booking_moves_and_its_old_chair_is_free(door: FrontDoor) -> None:
    client = door.client()
    client.post("/guidance", data=BOOKING)
    assert "Đổi giờ hẹn" in client.get("/guidance/booked").text
    for day, hour in (("2026-11-25", "09:00"), ("2026-11-26", "08:30")):  # the same day, then another
        page = client.post("/guidance/booked/move", data={"choose": "day", "day": day}).text
        assert f'value="{hour}"' in page
        assert client.post("/guidance/booked/move", data={"day": day, "hour": hour}).location == "/guidance/booked"
        assert taken(door) == {f"{day} {hour}": 1}
    assert [one.data["starts_before"] for one in told(door, MOVED)] == [
        "2026-11-25T08:00:00+07:00", "2026-11-25T09:00:00+07:00"
    ]  # fmt: skip
    client.post("/guidance/booked/move", data={"day": "2026-11-26", "hour": "08:30"})  # pressed twice
    assert len(told(door, MOVED)) == 2


def test_a_booking_does_not_move_to_a_full_hour_or_a_wrong_one(door: FrontDoor) -> None:
    for _ in range(2):
        door.client().post("/guidance", data={**BOOKING, "hour": "09:00"})
    client = door.client()
    client.post("/guidance", data=BOOKING)
    full = client.post("/guidance/booked/move", data={"day": "2026-11-25", "hour": "09:00"})
    assert (full.status_code, "vừa hết chỗ" in full.text) == (409, True)
    wrong = client.post("/guidance/booked/move", data={"day": "2026-11-28", "hour": "09:00"})
    assert wrong.status_code == 422
    assert taken(door) == {"2026-11-25 09:00": 2, "2026-11-25 08:00": 1}
    assert told(door, MOVED) == []


def test_an_officer_moves_and_calls_off_for_whoever_rings(door: FrontDoor) -> None:
    door.client().post("/guidance", data=BOOKING)
    (booking,) = door.work.all(Booking)
    officer = door.signed_in()
    assert officer.get(f"/desk/guidance/{booking.id}/move").status_code == 200
    officer.post(f"/desk/guidance/{booking.id}/move", data={"day": "2026-11-26", "hour": "08:00"})
    officer.post(f"/desk/guidance/{booking.id}/end", data={"state": "cancelled"})
    (fact,) = told(door, CANCELLED)
    assert (fact.data["by_desk"], taken(door)) == (True, {})
    assert door.work.all(Booking)[0].state is BookingState.CANCELLED
    gone = officer.post(f"/desk/guidance/{booking.id}/move", data={"day": "2026-11-27", "hour": "08:00"})
    assert gone.status_code == 409
    assert officer.get(f"/desk/guidance/{booking.id}/move").status_code == 303
    assert door.signed_in("leader").get(f"/desk/guidance/{booking.id}/move").status_code == 403


def test_nobody_moves_another_person_s_booking(door: FrontDoor) -> None:
    door.client().post("/guidance", data=BOOKING)
    (booking,) = door.work.all(Booking)
    other = citizen(door, "0912 000 999")
    assert other.get(f"/my/bookings/{booking.id}/move").status_code == 404
    assert other.post(f"/my/bookings/{booking.id}/move", data={"day": "2026-11-26", "hour": "08:00"}).status_code == 404
    assert door.client().get("/guidance/booked/move").status_code == 303
    assert taken(door) == {"2026-11-25 08:00": 1}


def test_a_cancelled_booking_is_told_as_one_s_own_wish(door: FrontDoor) -> None:
    client = citizen(door)
    client.post("/guidance", data=BOOKING)
    (booking,) = door.work.all(Booking)
    assert f"/my/bookings/{booking.id}/move" in client.get("/my").text
    assert client.post(f"/my/bookings/{booking.id}/cancel").status_code == 303
    assert [one.data["by_desk"] for one in told(door, CANCELLED)] == [False]


def test_who_is_invited_is_told_without_the_name_that_nobody_checked(door: FrontDoor) -> None:
    client = citizen(door)
    made = client.post("/my/businesses/new", data={"tax_code": "0101234567", "name": "Gọi ngay 0999 nhận thưởng",
                                                   "address": "Phường Hà Sơn"})  # fmt: skip
    answer = client.post(f"{made.location.partition('?')[0]}/invite", data={"reach": "sen@thu.example",
                                                                                 "role": "file"})  # fmt: skip
    assert answer.status_code == 303
    (fact,) = told(door, "intake.business.invited.v1")
    assert fact.personal == {"email": "sen@thu.example", "language": "vi"}
    assert "thưởng" not in f"{fact.data}{fact.personal}"
