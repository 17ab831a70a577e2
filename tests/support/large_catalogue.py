"""A catalogue as large as a whole country's, with rows that cannot be: for the import."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Entry = dict[str, Any]


def good_entry(number: int) -> Entry:
    """A complete procedure; every fifth has two cases."""
    entry: Entry = {
        "code": f"7.{number:06d}",
        "effective_from": "2026-01-01",
        "name": {"vi": f"Cấp giấy xác nhận số {number}", "en": f"Certificate number {number}"},
        "field": {"vi": f"Lĩnh vực {number % 12}", "en": f"Field {number % 12}"},
        "level": "commune" if number % 3 == 0 else "province",
        "authority": {"vi": "Sở Y tế tỉnh Hà Sơn", "en": "Department of Health of Hà Sơn"},
        "online": "full" if number % 2 else "partial",
        "limit": {"kind": "working_days", "amount": str(number % 20 + 1)},
        "statutory_limit": {"kind": "working_days", "amount": "30"},
        "fees": [{"name": {"vi": "Lệ phí", "en": "Fee"}, "amount": number * 100}],
        "components": [
            {"id": "c1", "name": {"vi": "Đơn đề nghị", "en": "Application"}, "originals": 1, "copies": 0},
            {
                "id": "c2",
                "name": {"vi": "Bản sao thẻ căn cước", "en": "Copy of the identity card"},
                "copies": 1,
                "in_national_database": True,
            },
        ],
        "results": [{"name": {"vi": "Giấy xác nhận", "en": "Certificate"}}],
        "legal_basis": [{"number": f"{number}/2025/NĐ-CP", "title": {"vi": "Nghị định", "en": "Decree"}}],
    }
    if number % 5 == 0:
        entry["variants"] = [
            {"id": id, "name": {"vi": vi, "en": en}, "limit": {"kind": "working_days", "amount": amount}}
            for id, vi, en, amount in (("new", "Cấp mới", "Issue", "7"), ("again", "Cấp lại", "Reissue", "3"))
        ]
    return entry


def _set(name: str, value: Any) -> Callable[[Entry], Entry]:
    return lambda entry: {**entry, name: value}


# What can be wrong with a row, and the field that is to be named.
SLIPS: tuple[tuple[str, Callable[[Entry], Entry]], ...] = (
    ("code", _set("code", "1,001806")),
    ("name/vi", _set("name", {"vi": " ", "en": "No name"})),
    ("limit/amount", _set("limit", {"kind": "working_days", "amount": "ba"})),
    ("level", _set("level", "district")),
    ("fees/0/amount", _set("fees", [{"name": {"vi": "Phí"}, "amount": -5}])),
    ("effective_from", _set("effective_from", "31/02/2026")),
    ("results", _set("results", [])),
)


def entries(count: int, *, bad_every: int = 0) -> tuple[list[Entry], dict[int, str]]:
    """``count`` rows, every so many of them wrong; and which row (from 1) has its fault in which field."""
    found, wrong = [], {}
    for number in range(1, count + 1):
        entry = good_entry(number)
        if bad_every and number % bad_every == 0:
            field, slip = SLIPS[number // bad_every % len(SLIPS)]
            entry, wrong[number] = slip(entry), field
        found.append(entry)
    return found, wrong
