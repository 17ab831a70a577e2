"""A dossier's way as rows of ``CapNhatTienDoHoSoMC``: each fact once, with the status that the dossier had by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum
from typing import Any

from services.intake.domain.dossier import Dossier
from services.intake.domain.payment import PaymentDuty
from services.intake.domain.portal.dossier_data import Officer, Place, stamp
from services.intake.domain.progress import Outcome, Task
from services.intake.domain.status import Status

OWNER_ACTS = ("public", "owner", "citizen")
LONGEST = 1000


class Rank(IntEnum):
    """In which order facts of one second happened. An answer follows its request by one."""

    FILED = 0
    FIRST_ASKED = 10
    FIRST_PAYMENT_ASKED = 20
    ACCEPTED = 30
    MOVED = 35
    OPENED = 40
    SENT = 50
    TAKEN = 60
    ASKED = 70
    PAYMENT_ASKED = 80
    RESUMED = 90
    DECIDED = 100
    ENDED = 110
    DELIVERED = 120


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """One fact. ``key`` names it for ever; ``who`` is a person or an office as known, ``where`` the room it is in."""

    key: str
    at: datetime
    status: Status
    what: str
    who: str
    where: str
    title: str = ""
    started_at: datetime | None = None
    due_at: datetime | None = None
    rank: int = 0
    effect: str = ""

    def data(self, code: str) -> dict[str, Any]:
        """The row as the portal wants it; a field that is not known is left out."""
        told = {
            "MaHoSo": code,
            "NguoiXuLy": self.who,
            "ChucDanh": self.title,
            "ThoiDiemXuLy": stamp(self.at),
            "PhongBanXuLy": self.where,
            "NoiDungXuLy": self.what[:LONGEST],
            "TrangThai": str(int(self.status)),
            "NgayBatDau": stamp(self.started_at) if self.started_at else None,
            "NgayKetThucTheoQuyDinh": stamp(self.due_at) if self.due_at else None,
        }
        return {name: value for name, value in told.items() if value}


def rows_of(dossier: Dossier, place: Place) -> tuple[ProgressRow, ...]:
    """Every fact by time, each with the status that follows from the facts up to it; the last has the dossier's own.

    A decision that crossed a withdrawal or a stop is nobody's result, and no row.
    """
    # By whole seconds, as the portal counts: some of our moments are cut to them, others are not.
    facts = sorted(_Teller(dossier, place).facts(), key=lambda one: (stamp(one.at), one.rank, one.key))
    counted = _Counted()
    return tuple(replace(one, status=counted.after(one)) for one in facts)


def untold_rows(rows: Sequence[ProgressRow], told: Set[str], last: Status | None) -> tuple[ProgressRow, ...]:
    """The rows still to be told. One heard of late, that lies before what the portal was told already, brings the
    dossier back nowhere: it goes with the status that was told last."""
    behind = max((place for place, one in enumerate(rows) if one.key in told), default=-1)
    late = [replace(one, status=last or one.status) for one in rows[: behind + 1] if one.key not in told]
    return (*late, *rows[behind + 1 :])


class _Counted:
    """Which status follows from a set of facts: an end before a decision, papers before money, money before work."""

    def __init__(self) -> None:
        self._asked: dict[str, set[str]] = {"ask": set(), "pay": set()}
        self._met: dict[str, set[str]] = {"ask": set(), "pay": set()}
        self._accepted = self._worked_on = self._decided = False
        self._ended: Status | None = None

    def after(self, row: ProgressRow) -> Status:
        kind, _, id = row.effect.partition(":")
        if kind in ("ask+", "pay+"):
            self._asked[kind[:-1]].add(id)
        elif kind in ("ask-", "pay-"):
            self._met[kind[:-1]].add(id)
        elif kind == "accepted":
            self._accepted = True
        elif kind == "work":
            self._worked_on = True
        elif kind == "decided":
            self._decided = True
        elif kind == "end":
            self._ended = Status(int(id))
        return self._status()

    def _status(self) -> Status:
        if self._ended is not None:
            return self._ended
        if self._decided:
            return Status.DONE
        if self._asked["ask"] - self._met["ask"]:
            return Status.SUPPLEMENT_ASKED
        if self._asked["pay"] - self._met["pay"]:
            return Status.PAYMENT_ASKED
        if not self._accepted:
            return Status.FILED
        return Status.IN_PROGRESS if self._worked_on else Status.ACCEPTED


class _Teller:
    """Reads the facts off a dossier. Ranks order what happened in the same second: as it can only have happened."""

    def __init__(self, dossier: Dossier, place: Place) -> None:
        self._dossier = dossier
        self._place = place

    def facts(self) -> Iterator[ProgressRow]:
        one = self._dossier
        yield self._row("filed", one.filed_at, "Nộp hồ sơ", one.filed_by, Rank.FILED)
        yield from self._requests()
        yield from self._acceptance()
        if one.progress.opened_at:
            office = self._place.unit
            yield self._office(
                "opened", one.progress.opened_at, "Bắt đầu giải quyết", office, Rank.OPENED, "work", one.due_at
            )
        for task in one.progress.tasks.values():
            yield from self._task(task)
        for number, loss in enumerate(one.losses, 1):
            yield self._row(
                f"lost-{number}", loss.recorded_at, "Giấy tờ bị thất lạc, đã xin lỗi", loss.recorded_by, Rank.TAKEN
            )
        yield from self._ends()

    def _requests(self) -> Iterator[ProgressRow]:
        for one in self._dossier.supplements:
            what, step = f"Yêu cầu bổ sung: {one.wanted}", Rank.ASKED if one.task_id else Rank.FIRST_ASKED
            yield self._office(f"asked-{one.id}", one.requested_at, what, one.asked_by, step, f"ask+:{one.id}")
            if one.supplied:
                got = one.supplied
                yield self._row(
                    f"supplied-{one.id}",
                    got.answered_at,
                    "Đã nhận giấy tờ bổ sung",
                    got.answered_by,
                    step + 1,
                    f"ask-:{one.id}",
                )
        for number, duty in enumerate(self._dossier.payments, 1):
            what, step = "Yêu cầu thực hiện nghĩa vụ tài chính", self._when_asked(duty)
            yield self._row(f"payment-asked-{number}", duty.asked_at, what, duty.asked_by, step, f"pay+:{number}")
            if duty.paid:
                by = duty.paid.recorded_by
                yield self._row(
                    f"paid-{number}", duty.paid.paid_at, "Đã nộp phí, lệ phí", by, step + 1, f"pay-:{number}"
                )

    def _when_asked(self, duty: PaymentDuty) -> Rank:
        """Before acceptance only where it was paid before it as well: nothing is accepted while money is owed."""
        accepted = self._dossier.acceptance
        if accepted is None or (duty.paid and stamp(duty.paid.paid_at) <= stamp(accepted.accepted_at)):
            return Rank.FIRST_PAYMENT_ASKED
        return Rank.PAYMENT_ASKED

    def _acceptance(self) -> Iterator[ProgressRow]:
        one = self._dossier
        if one.acceptance:
            at = one.receipts[0].issued_at if one.receipts else one.acceptance.accepted_at
            yield self._row(
                "accepted", at, "Tiếp nhận hồ sơ", one.acceptance.accepted_by, Rank.ACCEPTED, "accepted", one.due_at
            )
        for number, change in enumerate(one.due_changes, 1):
            what = f"{change.kind.words.vi}: {change.reason}"
            yield self._row(f"due-{number}", change.changed_at, what, change.changed_by, Rank.MOVED, "", change.due_at)
        for number, move in enumerate(one.handovers, 1):
            what = f"Chuyển nơi giải quyết: {move.authority.vi}"
            yield self._row(f"handed-over-{number}", move.moved_at, what, move.moved_by, Rank.MOVED)

    def _task(self, task: Task) -> Iterator[ProgressRow]:
        due, office = task.current_due, task.agency_name
        if task.dispatched_at:
            what, unit = f"Chuyển đến {office}", self._place.unit
            yield self._office(f"sent-{task.id}", task.dispatched_at, what, unit, Rank.SENT, "work", due)
        if task.acknowledged_at:
            what = "Nơi giải quyết đã nhận"
            row = self._office(f"taken-{task.id}", task.acknowledged_at, what, office, Rank.TAKEN, "work", due)
            yield replace(row, who=task.officer or office, started_at=task.dispatched_at)
        if task.resumed_at:
            what = "Nơi giải quyết làm tiếp"
            yield self._office(f"resumed-{task.id}", task.resumed_at, what, office, Rank.RESUMED, "work", due)

    def _ends(self) -> Iterator[ProgressRow]:
        one = self._dossier
        if one.result:
            granted = one.result.outcome is Outcome.GRANTED
            what = "Đã có kết quả" if granted else "Không chấp thuận, có văn bản nêu lý do"
            yield self._office(
                "decided", one.result.decided_at, what, one.result.agency_name, Rank.DECIDED, "decided", one.due_at
            )
        ends = (
            ("refused", one.refusal and (one.refusal.refused_at, one.refusal.refused_by), Status.REFUSED,
             "Không tiếp nhận hồ sơ"),
            ("withdrawn", one.withdrawal and (one.withdrawal.withdrawn_at, one.withdrawal.withdrawn_by),
             Status.WITHDRAWN, "Người nộp rút hồ sơ"),
            ("stopped", one.stopped and (one.stopped.stopped_at, one.stopped.stopped_by), Status.STOPPED,
             "Dừng giải quyết hồ sơ"),
            ("returned", one.returned and (one.returned.returned_at, one.returned.returned_by), Status.RETURNED,
             "Đã trả kết quả"),
        )  # fmt: skip
        for key, when, status, what in ends:
            if when:
                yield self._row(key, when[0], what, when[1], Rank.ENDED, f"end:{int(status)}")
        if one.returned and one.returned.delivered_at:
            by = one.returned.delivery_by or ""
            yield self._row("delivered", one.returned.delivered_at, "Bưu chính đã phát kết quả", by, Rank.DELIVERED)

    def _row(self, key: str, at: datetime, what: str, by: str, rank: int, effect: str = "",
             due: datetime | None = None) -> ProgressRow:  # fmt: skip
        """Done at the front door, by an officer or by whoever applies."""
        by_owner = by.startswith(OWNER_ACTS)
        officer = self._place.officers.get(by) or Officer(self._place.unit)
        who = Officer(self._dossier.applicant.name) if by_owner else officer
        where = self._place.unit
        return ProgressRow(key, at, Status.FILED, what, who.name, where, who.title, None, due, rank, effect)

    def _office(self, key: str, at: datetime, what: str, office: str, rank: int, effect: str = "",
                due: datetime | None = None) -> ProgressRow:  # fmt: skip
        """Done by an office, whoever it was there."""
        return ProgressRow(key, at, Status.FILED, what, office, office, "", None, due, rank, effect)
