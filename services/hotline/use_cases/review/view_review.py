"""Reading reviews: leaders and petition officers all of it, who is invited what is about their own unit's steps."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services.hotline.domain.errors import NotFound, Words
from services.hotline.domain.review.decision import Decision
from services.hotline.domain.review.review import WeeklyReview
from services.hotline.domain.review.rules import review_rules_in_force
from services.hotline.domain.review.week import read_week
from services.hotline.use_cases.review.make_review import preview
from services.hotline.use_cases.review.review_ports import Print, ReviewPorts
from shared.security.access import Grant, Scope
from shared.security.caller import Caller
from shared.store.change import Key
from shared.working_time.calendar import local

VIEW = "review.view"
NOW = "now"
UNKNOWN = Words("Chưa có báo cáo của tuần này", "There is no review of this week")
OF_ALL = ("totals", "unplaced", "repeated", "behaviour", "before")


@dataclass(frozen=True, slots=True)
class ReviewView:
    """``frozen`` is False for the running week's preview, ``whole`` says that the digest fits what is shown to who may
    see all (``narrow`` is False); ``decisions`` are the review's own."""

    review: WeeklyReview
    frozen: bool
    whole: bool
    narrow: bool
    decisions: Sequence[Decision]

    @property
    def figures(self) -> Mapping[str, Any]:
        return self.review.figures


def list_reviews(review: ReviewPorts, caller: Caller, before: str | None, limit: int) -> Sequence[WeeklyReview]:
    """The latest first; of an invited unit without the figures of all. Raises Forbidden, StoreAway."""
    grant = review.ports.access.grant(caller, VIEW)
    return [_narrowed(review, grant, one) for one in review.book.page(before, limit)]


def view_review(review: ReviewPorts, caller: Caller, week: str) -> ReviewView:
    """The review of a week, or of the running one so far (``now``). Raises Forbidden, NotFound, StoreAway."""
    grant = review.ports.access.grant(caller, VIEW)
    found = preview(review, review.ports.clock()) if week == NOW else load_review(review, week)
    decisions = [one for one in review.book.decisions_of(found.id) if _may_see(grant, one, caller)]
    shown = _narrowed(review, grant, found)
    return ReviewView(shown, week != NOW, found.is_whole, Scope.ALL not in grant.scopes, decisions)


def print_review(review: ReviewPorts, caller: Caller, week: str, kind: str, language: str) -> bytes:
    """As ``pdf`` or ``xlsx``: what the page shows to this caller. Raises Forbidden, NotFound, StoreAway."""
    printed = printed_of(review, view_review(review, caller, week), language)
    return review.files.pdf(printed) if kind == "pdf" else review.files.xlsx(printed)


def printed_of(review: ReviewPorts, view: ReviewView, language: str) -> Print:
    """What is shown, in the words of one language."""
    owners = review.owners()
    return Print(
        view.review, view.frozen, view.decisions, lambda account: owners.get(account) or Words(account, account),
        review.office, language,
    )  # fmt: skip


def open_decisions(review: ReviewPorts, caller: Caller, now: datetime) -> Sequence[Decision]:
    """What is still to be done, the earliest due first: of all reviews, or the caller's own. Raises Forbidden."""
    grant = review.ports.access.grant(caller, VIEW)
    found = [one for one in review.book.decisions(now) if one.ended_at is None and _may_see(grant, one, caller)]
    return sorted(found, key=lambda one: (one.due, one.id))


def load_review(review: ReviewPorts, week: str) -> WeeklyReview:
    """Raises NotFound, StoreAway."""
    try:
        id = str(read_week(week))
    except ValueError:
        raise NotFound("unknown-review", UNKNOWN) from None
    found = review.ports.work.load(Key(WeeklyReview, id)).get(WeeklyReview, id)
    if found is None:
        raise NotFound("unknown-review", UNKNOWN)
    return found


def units_of(review: ReviewPorts, caller: Caller) -> frozenset[str]:
    """The units whose steps an invited officer sees: the account's own, and those that the review's rules name."""
    rules = review_rules_in_force(review.rules, local(review.ports.clock()).date())
    named = {one.unit for one in rules.officers if one.account == caller.id}
    return frozenset(named | ({caller.unit} if caller.unit else set()))


def _may_see(grant: Grant, decision: Decision, caller: Caller) -> bool:
    return Scope.ALL in grant.scopes or decision.owner == caller.id


def _narrowed(review: ReviewPorts, grant: Grant, one: WeeklyReview) -> WeeklyReview:
    """What this caller may see: a petition that names the caller is not there, nor is what is about other units."""
    if Scope.ALL not in grant.scopes:
        return replace(one, figures=_of_units(one.figures, units_of(review, grant.caller), grant.caller.id))
    hidden = review.hidden_from(grant.caller, _petitions(one.figures))
    return replace(one, figures=_without(one.figures, hidden)) if hidden else one


def _of_units(figures: Mapping[str, Any], units: frozenset[str], account: str) -> dict[str, Any]:
    """These units' steps, without what petitions are, say or are about: a case never reaches whom it may name."""
    kept: dict[str, Any] = {**figures, **dict.fromkeys(OF_ALL)}
    late = {one["dossier"] for one in figures["late"]}
    kept["places"] = [
        {**one, "petitions": [""] * len(one["petitions"]), "topics": {},
         "dossiers": [dossier for dossier in one["dossiers"] if dossier in late]}
        for one in figures["places"]
        if one["agency"] in units
    ]  # fmt: skip
    for name in ("late", "irregular", "forecast", "silent", "invited"):
        kept[name] = [one for one in figures[name] if one["agency"] in units]
    kept["decisions"] = [one for one in figures["decisions"] if one["owner"] == account]
    kept.update(unplaced={"petitions": [], "topics": {}}, repeated=[], behaviour=[])
    return kept


def _petitions(figures: Mapping[str, Any]) -> Collection[str]:
    places = {code for one in figures["places"] for code in one["petitions"]}
    repeated = {each["petition"] for one in figures["repeated"] for each in one["petitions"]}
    loose = set(figures["unplaced"]["petitions"])
    return places | repeated | loose | {one["petition"] for one in figures["behaviour"]}


def _without(figures: Mapping[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    """As if these petitions did not exist; sums over all stay, they tell of none."""
    places = [
        {**one, "petitions": [code for code in one["petitions"] if code not in hidden]} for one in figures["places"]
    ]
    repeated = [
        {**one, "petitions": [each for each in one["petitions"] if each["petition"] not in hidden]}
        for one in figures["repeated"]
    ]
    loose = figures["unplaced"]
    return {
        **figures,
        "places": [one for one in places if one["petitions"] or one["late"]],
        "repeated": [one for one in repeated if len(one["petitions"]) > 1],
        "unplaced": {**loose, "petitions": [code for code in loose["petitions"] if code not in hidden]},
        "behaviour": [one for one in figures["behaviour"] if one["petition"] not in hidden],
    }
