"""Reads how a dossier came: each channel has its own needs, and nothing else is taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from services.intake.domain.arrival import NEEDED, Arrival, Parcel, Parent, Visit
from services.intake.domain.authority import Authority, AuthorityKind
from services.intake.domain.channel import Channel
from services.intake.domain.dossier_code import DossierCode, InvalidCode
from services.intake.domain.errors import FieldFault, Words
from shared.text import normalise

BASE = "/arrival"
OLDEST_PARCEL = timedelta(days=366)
MISSING = Words("Cần điền mục này", "This field is needed")
NOT_TEXT = Words("Mục này phải là chữ", "This field must be text")
NOT_HERE = Words("Cách nộp này không cần mục này", "This channel takes no such fields")
WRONG_NUMBER = Words("Số hiệu bưu gửi có 5 đến 40 chữ và số", "A tracking number has 5 to 40 letters and digits")
WRONG_DAY = Words("Ghi ngày nhận bưu gửi, không sau hôm nay", "Give the day of receipt, not after today")
WRONG_CODE = Words("Ghi đúng mã hồ sơ của cơ quan gửi", "Give the sending agency's dossier code")
OWN_CODE = Words(
    "Hồ sơ gốc là của đơn vị này, không nhận thêm lần nữa", "The dossier is this unit's own: it is here already"
)
UNKNOWN_CHOICE = Words("Chọn một trong các mục có sẵn", "Choose one of the values given")
Fault = Callable[[str, Words], None]


def read_arrival(data: Any, channel: Channel, unit: str, today: date, faults: list[FieldFault]) -> Arrival | None:
    """What the channel needs; every fault is added with its pointer. ``unit`` is the code of the receiving unit."""
    fields: Mapping[str, Any] = data or {}

    def fault(name: str, words: Words) -> None:
        faults.append(FieldFault(f"{BASE}/{name}" if name else BASE, words))

    def text(name: str) -> str:
        value = fields.get(name)
        if value is not None and not isinstance(value, str):
            fault(name, NOT_TEXT)
            return ""
        found = normalise(value or "")
        if not found:
            fault(name, MISSING)
        return found[:200]

    needed = NEEDED.get(channel)
    if needed is Parcel:
        return _parcel(text("tracking_number"), text("received_on"), today, fault)
    if needed is Visit:
        tour, stop = text("tour"), text("stop")
        return Visit(tour, stop) if tour and stop else None
    if needed is Parent:
        return _parent(text("code"), text("agency_name"), unit, fault)
    if any(fields.values()):
        fault("", NOT_HERE)
    return None


def _parcel(number: str, day: str, today: date, fault: Fault) -> Parcel | None:
    number = "".join(number.split()).upper()
    received_on = _date(day)
    if number and not re.fullmatch(r"[0-9A-Z-]{5,40}", number):
        fault("tracking_number", WRONG_NUMBER)
        return None
    if day and (received_on is None or not today - OLDEST_PARCEL <= received_on <= today):
        fault("received_on", WRONG_DAY)
        return None
    return Parcel(number, received_on) if number and received_on else None


def _parent(text: str, agency_name: str, unit: str, fault: Fault) -> Parent | None:
    try:
        code = DossierCode.read(text) if text else None
    except InvalidCode:
        fault("code", WRONG_CODE)
        return None
    if code is not None and code.agency == unit:
        fault("code", OWN_CODE)
        return None
    return Parent(str(code), code.agency, agency_name) if code and agency_name else None


def read_authority(data: Any, base: str, today: date, faults: list[FieldFault]) -> Authority | None:
    """The paper that gives the right to act for another; None where none is named."""
    fields: Mapping[str, Any] = data or {}
    if not any(fields.values()):
        return None
    kinds = {one.value: one for one in AuthorityKind}
    kind = kinds.get(str(fields.get("kind") or ""))
    if kind is None:
        faults.append(FieldFault(f"{base}/kind", UNKNOWN_CHOICE))
    issued_on = _date(str(fields.get("issued_on") or ""))
    if fields.get("issued_on") and (issued_on is None or issued_on > today):
        told = Words("Ghi ngày của giấy, không sau hôm nay", "Give the paper's date, not after today")
        faults.append(FieldFault(f"{base}/issued_on", told))
    number, document = (normalise(str(fields.get(name) or ""))[:120] for name in ("number", "document"))
    return Authority(kind or AuthorityKind.OTHER, number, issued_on, document or None)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
