"""The portal's numbers for our words, and which fields it demands: data with the day from which it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.intake.domain.channel import Channel
from services.intake.domain.personal import ApplicantKind
from services.intake.domain.returning import ReturnMethod


class BadCodes(ValueError):
    """The data lack a number for one of our words, or cannot be read."""


@dataclass(frozen=True, slots=True)
class PortalCodes:
    """One version. ``required`` names the fields that every dossier needs, ``by_status`` and ``by_applicant`` those
    that a status or a kind of applicant needs besides; ``uncertain`` names what was not read in a published text."""

    effective_from: date
    channels: Mapping[Channel, str]
    applicants: Mapping[ApplicantKind, str]
    return_methods: Mapping[ReturnMethod, str]
    place_of_filing: str
    identity_new: str
    identity_old: str
    longest_summary: int
    required: tuple[str, ...]
    by_status: Mapping[int, tuple[str, ...]]
    by_applicant: Mapping[ApplicantKind, tuple[str, ...]]
    uncertain: tuple[str, ...] = ()


def read_codes(data: Sequence[Mapping[str, Any]]) -> tuple[PortalCodes, ...]:
    """The versions, by their days. Raises BadCodes."""
    try:
        return tuple(sorted((_read(one) for one in data), key=lambda one: one.effective_from))
    except (KeyError, TypeError, ValueError) as fault:
        raise BadCodes(f"the portal's numbers: {fault}") from fault


def codes_on(versions: Sequence[PortalCodes], day: date) -> PortalCodes:
    """The version in force; the first one for days before it. Raises BadCodes where there is none at all."""
    if not versions:
        raise BadCodes("no version of the portal's numbers")
    return next((one for one in reversed(versions) if one.effective_from <= day), versions[0])


def _read(data: Mapping[str, Any]) -> PortalCodes:
    identity = data["identity"]
    return PortalCodes(
        date.fromisoformat(data["effective_from"]),
        {one: data["channels"][one.value] for one in Channel},
        {one: data["applicants"][one.value] for one in ApplicantKind},
        {one: data["return_methods"][one.value] for one in ReturnMethod},
        data["place_of_filing"],
        identity["digits_12"],
        identity["digits_9"],
        int(data["longest_summary"]),
        tuple(data["required"]),
        {int(status): tuple(names) for status, names in data["required_by_status"].items()},
        {ApplicantKind(kind): tuple(names) for kind, names in data["required_by_applicant"].items()},
        tuple(data.get("uncertain", ())),
    )
