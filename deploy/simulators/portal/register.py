"""What the portal holds: dossiers and their progress rows; which status may follow which is watched here."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from deploy.simulators.portal.fields import check_dossier, check_row

KEPT = 20_000
# From a status to those that may come next; it may always stay.
NEXT = {
    "1": {"2", "3", "5", "6", "7"},
    "2": {"4", "5", "6", "7", "8", "9"},
    "3": set(),
    "4": {"5", "6", "7", "8", "9"},
    "5": {"1", "2", "3", "4", "6", "7", "8", "9"},
    "6": {"1", "2", "4", "5", "7", "8", "9"},
    "7": set(),
    "8": set(),
    "9": {"10"},
    "10": set(),
}


class Refused(Exception):
    """``code`` and ``errors`` as the portal answers them."""

    def __init__(self, code: str, message: str, errors: list[dict[str, str]] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.errors = errors or []


@dataclass(slots=True)
class Held:
    """One dossier; ``told`` counts how often it was told, ``statuses`` are those that it went through."""

    data: dict[str, Any]
    taken_at: str
    told: int = 1
    statuses: list[str] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    rows_told_again: int = 0


class Register:
    """Any thread may ask. In memory and bounded: the oldest go first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[str, Held] = OrderedDict()
        self.refused: list[dict[str, Any]] = []

    def take_dossiers(self, records: Any, *, updating: bool) -> None:
        """All or none. Raises Refused."""
        found = _records(records)
        with self._lock:
            for one in found:
                self._judge_dossier(one, updating)
            for one in found:
                self._keep(one)

    def take_rows(self, records: Any) -> None:
        """All or none, in their order; a row that is there already is not taken twice. Raises Refused."""
        found = _records(records)
        with self._lock:
            last: dict[str, str] = {}
            for one in found:
                self._judge_row(one, last)
            for one in found:
                held = self._held[one["MaHoSo"]]
                if one in held.rows:
                    held.rows_told_again += 1
                else:
                    held.rows.append(one)

    def find(self, code: str) -> Held | None:
        with self._lock:
            return self._held.get(code)

    def all(self) -> list[Held]:
        """The newest first."""
        with self._lock:
            return list(reversed(self._held.values()))

    def note_refusal(self, service: str, refused: Refused, code: str) -> None:
        """For the screen: the last ones."""
        with self._lock:
            line = {"service": service, "code": code, "message": refused.message, "errors": refused.errors[:5],
                    "at": _now()}  # fmt: skip
            self.refused = [line, *self.refused[:49]]

    def _judge_dossier(self, data: Any, updating: bool) -> None:
        errors = check_dossier(data)
        if errors:
            raise Refused("03", "Dữ liệu không hợp lệ", errors)
        held = self._held.get(data["MaHoSo"])
        if held is None and updating:
            raise Refused("05", "Chưa có hồ sơ này để cập nhật")
        if held is not None and not updating:
            raise Refused("04", "Hồ sơ này đã có")
        if held is not None and not _reachable(held.data["TrangThaiHoSo"], data["TrangThaiHoSo"]):
            before, now = held.data["TrangThaiHoSo"], data["TrangThaiHoSo"]
            raise Refused("06", f"Trạng thái {now} không thể theo sau {before}", [_status_error("TrangThaiHoSo")])

    def _judge_row(self, row: Any, last: dict[str, str]) -> None:
        errors = check_row(row)
        if errors:
            raise Refused("03", "Dữ liệu không hợp lệ", errors)
        code, status = row["MaHoSo"], row["TrangThai"]
        held = self._held.get(code)
        if held is None:
            raise Refused("05", "Chưa có hồ sơ này để cập nhật tiến độ")
        if row in held.rows:
            return
        before = last.get(code) or (held.rows[-1]["TrangThai"] if held.rows else None)
        if before is None and status != "1":
            raise Refused("06", "Tiến độ phải bắt đầu từ trạng thái 1", [_status_error("TrangThai")])
        if before is not None and status != before and status not in NEXT[before]:
            raise Refused("06", f"Trạng thái {status} không thể theo sau {before}", [_status_error("TrangThai")])
        if row["ThoiDiemXuLy"] < held.data["NgayNopHoSo"]:
            raise Refused("03", "Dữ liệu không hợp lệ",
                          [{"field": "ThoiDiemXuLy", "message": "không được trước NgayNopHoSo"}])  # fmt: skip
        last[code] = status

    def _keep(self, data: dict[str, Any]) -> None:
        code, status = data["MaHoSo"], data["TrangThaiHoSo"]
        held = self._held.get(code)
        if held is None:
            self._held[code] = Held(data, _now(), statuses=[status])
            while len(self._held) > KEPT:
                self._held.popitem(last=False)
            return
        held.data, held.taken_at, held.told = data, _now(), held.told + 1
        if held.statuses[-1] != status:
            held.statuses.append(status)


def _reachable(start: str, end: str) -> bool:
    """Whether lawful steps lead there: what lay between may have been told by rows alone."""
    seen, wanted = {start}, [start]
    while wanted:
        for following in NEXT[wanted.pop()] - seen:
            seen.add(following)
            wanted.append(following)
    return end in seen


def _records(records: Any) -> list[dict[str, Any]]:
    if not isinstance(records, list) or not records or len(records) > 500:
        raise Refused("03", "data phải là danh sách 1 đến 500 bản ghi")
    return records


def _status_error(name: str) -> dict[str, str]:
    return {"field": name, "message": "không đúng trình tự"}


def _now() -> str:
    return datetime.now(UTC).isoformat()
