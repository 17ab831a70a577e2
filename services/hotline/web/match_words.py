"""Matches in an officer's words: the words before the score, each reason with its points, and who decided what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from services.hotline.domain.matching.decisions import Said
from services.hotline.domain.petition import Petition, Status
from services.hotline.use_cases.matching.find_matches import Decided, Shown, view_matches
from services.hotline.web.parts import Parts
from services.hotline.web.petition_form import CONTACT
from shared.http.correlation import current_caller
from shared.ui import display, words
from shared.working_time.calendar import local

MATCH = "petition.match"
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class ReasonLine:
    text: str
    points: str
    against: bool


@dataclass(frozen=True, slots=True)
class MatchCard:
    """``number`` tells the cards of a page apart, for labels."""

    reference: str
    number: int
    title: str
    points: int
    sure: bool
    reasons: tuple[ReasonLine, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecidedLine:
    reference: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class MatchesPart:
    """What the petition's page shows of its matches; ``may_change`` until the petition is closed."""

    cards: tuple[MatchCard, ...]
    confirmed: DecidedLine | None
    rejected: tuple[DecidedLine, ...]
    looked: bool
    may_change: bool


def matches_part(parts: Parts, petition: Petition, *, hidden: bool) -> MatchesPart | None:
    """For the petition's page; None where this caller may not match, or there is nothing to match. Raises StoreAway."""
    if hidden or petition.status is Status.HANDED_OVER or not parts.may(MATCH):
        return None
    found = view_matches(parts.ports, parts.matching, current_caller(), petition.id)
    confirmed = _line(parts, found.confirmed) if found.confirmed else None
    rejected = tuple(_line(parts, one) for one in found.rejected)
    may_change = petition.status is not Status.CLOSED
    return MatchesPart(match_cards(found.found), confirmed, rejected, found.looked, may_change)


def told_in_call(values: Mapping[str, str]) -> dict[str, str]:
    """What the call's form tells so far, as matching takes it."""
    named = values.get("who") != "anonymous"
    contact = {name: values.get(f"contact-{name}", "").strip()[:300] for name in CONTACT} if named else {}
    code = values.get("dossier-code", "").strip()[:80]
    return {"text": values.get("text", ""), "code": code, **contact}


def match_cards(found: Iterable[Shown]) -> tuple[MatchCard, ...]:
    """One card each; nothing on it tells which dossier it is."""
    tongue = display.language()
    return tuple(
        MatchCard(
            one.reference,
            number,
            _("Rất có thể là hồ sơ này") if one.sure else _("Có thể"),
            one.points,
            one.sure,
            tuple(
                ReasonLine(
                    reason.words.in_language(tongue), f"+{points}" if points > 0 else f"{MINUS}{-points}", points < 0
                )
                for reason, points in one.reasons
            ),
            tuple(warning.words.in_language(tongue) for warning in one.warnings),
        )
        for number, one in enumerate(found, 1)
    )


def _line(parts: Parts, one: Decided) -> DecidedLine:
    tongue = display.language()
    texts = {
        Said.CONFIRMED: _("Đã xác nhận một hồ sơ"),
        Said.LINKED: _("Đã gắn một hồ sơ"),
        Said.REJECTED: _("Đã bỏ một gợi ý"),
    }
    when = words.moment(local(one.decision.at), parts.now(), tongue)
    who = parts.officer(one.decision.who.partition(":")[2])
    points = _("%(points)s/100 điểm", points=one.points) if one.points else ""
    return DecidedLine(one.reference, texts[one.said], ", ".join(part for part in (points, who, when) if part))
