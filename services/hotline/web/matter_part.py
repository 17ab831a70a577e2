"""What a petition's page shows of its matter: the other contacts, what likely tells of the same, the answer given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from services.hotline.domain.matters.likeness import POINTS, Likeness
from services.hotline.domain.petition import OPEN, Petition, Status
from services.hotline.use_cases.matters.find_same import found_for
from services.hotline.use_cases.matters.view_matter import MatterView, matter_of
from services.hotline.web.parts import Parts
from shared.ui import display, words
from shared.working_time.calendar import local

EXCERPT = 220


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One contact of the matter, as a line."""

    code: str
    address: str
    told: str
    stands: str
    here: bool


@dataclass(frozen=True, slots=True)
class Point:
    """A reason, and what it adds or takes."""

    text: str
    points: str
    against: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A contact that likely tells of the same."""

    code: str
    address: str
    title: str
    score: int
    told: str
    excerpt: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class MatterPart:
    """``answer`` is the one answer that the matter was given already."""

    code: str
    contacts: tuple[ContactLine, ...]
    suggestions: tuple[Suggestion, ...]
    may_join: bool
    answer: str


def matter_part(parts: Parts, petition: Petition, now: datetime) -> MatterPart:
    """Of a petition that the caller sees. Raises StoreAway, Conflict."""
    view = matter_of(parts.ports, petition)
    may_join = parts.may("matter.merge") and petition.status is not Status.HANDED_OVER
    found = found_for(parts.ports, parts.matters, petition) if may_join else ()
    return MatterPart(
        view.matter.id if view else "",
        contact_lines(view, now, petition.id) if view else (),
        tuple(_suggestion(one, now) for one in found),
        may_join,
        given_answer(view) if view and petition.status in OPEN else "",
    )


def contact_lines(view: MatterView, now: datetime, here: str = "") -> tuple[ContactLine, ...]:
    """All contacts of a matter, the first one first."""
    return tuple(
        ContactLine(
            one.code,
            f"/hotline/desk/{one.code}",
            told_when(one, now),
            one.status.words.in_language(display.language()),
            one.code == here,
        )
        for one in view.contacts
    )


def given_answer(view: MatterView) -> str:
    """The answer that the matter has; empty where it has none."""
    answered = (one.answer.text for one in view.contacts if one.answer is not None and one.status not in OPEN)
    return next(answered, "")


def told_when(petition: Petition, now: datetime) -> str:
    """How and when it came."""
    tongue = display.language()
    how = petition.channel.words.in_language(tongue)
    return f"{how}, {words.moment(local(petition.received_at), now, tongue)}"


def _suggestion(one: Likeness, now: datetime) -> Suggestion:
    tongue, petition = display.language(), one.petition
    text = petition.text if len(petition.text) <= EXCERPT else petition.text[:EXCERPT].rsplit(" ", 1)[0] + "…"
    return Suggestion(
        petition.code,
        f"/hotline/desk/{petition.code}",
        _("Rất có thể cùng vụ việc") if one.is_likely else _("Có thể cùng vụ việc"),
        one.score,
        told_when(petition, now),
        text,
        tuple(
            Point(each.words.in_language(tongue), f"+{POINTS[each]}" if POINTS[each] > 0 else f"−{-POINTS[each]}",
                  POINTS[each] < 0)
            for each in one.reasons
        ),
    )  # fmt: skip
