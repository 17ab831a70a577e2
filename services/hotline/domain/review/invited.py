"""Who is invited to a weekly review: whoever works in a step that it tells of, whatever brought the step into it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.hotline.domain.review.rules import ReviewRules

REASONS = ("petitions", "late", "irregular", "forecast", "silent")
Row = dict[str, Any]


def invited_to(
    figures: Mapping[str, Any], rules: ReviewRules, held: Mapping[str, int], names: Mapping[str, str]
) -> list[Row]:
    """A row for each unit with its steps, why, and its officers, most concerned first; then the petition officers
    who have petitions of the week (``held``, with ``names``)."""
    units: dict[str, Row] = {}
    for place in figures["places"]:
        if place["petitions"]:
            _add(units, place, "petitions", len(place["petitions"]))
        if place["late"]:
            _add(units, place, "late", place["late"])
    for reason in ("irregular", "forecast"):
        for place in figures[reason]:
            _add(units, place, reason, 1)
    for one in figures["silent"]:
        _add(units, one, "silent", 1)
    for unit in units.values():
        unit["officers"] = [
            {"account": one.account, "name": {"vi": one.name.vi, "en": one.name.en}}
            for one in rules.officers
            if one.unit == unit["agency"]
            and (not unit["steps"] or any(one.works_in(unit["agency"], step["step"]) for step in unit["steps"]))
        ]
    rows = sorted(units.values(), key=lambda one: (-sum(one["why"].values()), one["agency"]))
    desk = [{"account": account, "name": {"vi": names.get(account, account), "en": names.get(account, account)}}
            for account in sorted(held)]  # fmt: skip
    if desk:
        why = {**dict.fromkeys(REASONS, 0), "petitions": sum(held.values())}
        rows.append({"agency": "petitions", "agency_name": "", "steps": [], "why": why, "officers": desk})
    return rows


def _add(units: dict[str, Row], place: Mapping[str, Any], reason: str, count: int) -> None:
    start: Row = {"agency": place["agency"], "agency_name": place["agency_name"], "steps": [],
                  "why": dict.fromkeys(REASONS, 0), "officers": []}  # fmt: skip
    unit = units.setdefault(place["agency"], start)
    unit["why"][reason] += count
    if "step" in place:
        step = {name: place[name] for name in ("procedure", "step", "step_name")}
        if step not in unit["steps"]:
            unit["steps"].append(step)
