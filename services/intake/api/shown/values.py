"""The small values that are shown everywhere: moments in Viet Nam's offset, words, limits, fees."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.intake.domain.errors import Words
from services.intake.domain.procedure import Fee, TimeLimit
from shared.working_time.calendar import local

Json = dict[str, Any]


def moment(value: datetime | None) -> str | None:
    return local(value).isoformat() if value else None


def words(value: Words) -> Json:
    return {"vi": value.vi, "en": value.en}


def limit(value: TimeLimit | None) -> Json | None:
    return {"kind": value.kind.value, "amount": str(value.amount), "words": words(value.words)} if value else None


def fees(values: tuple[Fee, ...]) -> list[Json]:
    return [
        {
            "name": words(one.name),
            "amount": one.amount,
            "refund_on": sorted(case.value for case in one.refund_on),
        }
        for one in values
    ]
