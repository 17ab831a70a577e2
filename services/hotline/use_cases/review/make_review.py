"""Make the review of a week, once: by itself on Monday, or later where nothing ran then; it says the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.hotline.domain.known_dossier import KnownDossier
from services.hotline.domain.review.figures import Figures, figures_of
from services.hotline.domain.review.followed import Followed
from services.hotline.domain.review.material import Material, dossier_then
from services.hotline.domain.review.review import WeeklyReview, new_review
from services.hotline.domain.review.rules import review_rules_in_force
from services.hotline.domain.review.week import Week, read_week, week_of
from services.hotline.use_cases.review.review_ports import ReviewPorts
from shared.store.change import AlreadyExists, Change, Conflict, Context, Key
from shared.working_time.calendar import local

SELF = "service:hotline"
MOST_AT_ONCE = 8  # weeks that are made up for after a long standstill
AGENCY = "agency:"


def weeks_due(review: ReviewPorts, now: datetime) -> Sequence[Week]:
    """The weeks whose review should be there by now and is not, the oldest first. Raises StoreAway."""
    last = week_of(now).before
    rules = review_rules_in_force(review.rules, local(now).date())
    if now < rules.made_at(last):
        last = last.before
    newest = review.book.newest()
    if newest is None:
        return (last,)
    due = [last]
    while len(due) < MOST_AT_ONCE and str(due[-1].before) > newest.id:
        due.append(due[-1].before)
    return tuple(one for one in reversed(due) if str(one) > newest.id)


def make_due_reviews(review: ReviewPorts, now: datetime) -> int:
    """Make what is due; how many this worker made. Of several workers one makes each. Raises StoreAway."""
    return sum(make_review(review, week, now) for week in weeks_due(review, now))


def make_review(review: ReviewPorts, week: Week, now: datetime) -> bool:
    """Make and freeze one; False where another worker was quicker. Raises StoreAway."""
    before = review.book.newest(before=str(week))
    figures = figures_as_of(review, week, week.end)
    made = new_review(week, now.replace(microsecond=0), figures, before.digest if before else "")
    context = Context(SELF, now, review.ports.new_id(), why="the weekly review")
    try:
        review.ports.work.commit(Change(saved=(made,)), context)
    except (Conflict, AlreadyExists):
        return False
    return True


def preview(review: ReviewPorts, now: datetime) -> WeeklyReview:
    """What the review of the running week would say if it ended now; kept nowhere. Raises StoreAway."""
    week, moment = week_of(now), now.replace(microsecond=0)
    before = review.book.newest(before=str(week))
    return new_review(week, moment, figures_as_of(review, week, moment), before.digest if before else "")


def figures_as_of(review: ReviewPorts, week: Week, moment: datetime) -> Figures:
    """The figures of a week as everything stood at a moment. Raises StoreAway."""
    book, rules = review.book, review_rules_in_force(review.rules, week.sunday)
    petitions = book.petitions(week.start, moment)
    followed = book.followed(week.start)
    named = {one.id for one in followed if not one.id.startswith(AGENCY)}
    about = {one for one in (dossier_then(each, moment) for each in petitions) if one}
    earlier = book.petitions_about(about, moment - timedelta(days=rules.repeated_days))
    dossiers = sorted(named | about)
    known = review.ports.work.load(*(Key(KnownDossier, one) for one in dossiers))
    others = review.ports.work.load(*(Key(Followed, one) for one in sorted(about - named)))
    cases = {one.id: one for one in followed if one.id in named}
    cases.update({one: case for one in about - named if (case := others.get(Followed, one))})
    last = book.newest(before=str(week))
    return figures_of(Material(
        week, moment, petitions, earlier, cases, [one for one in followed if one.id.startswith(AGENCY)],
        {one: found for one in dossiers if (found := known.get(KnownDossier, one))}, book.decisions(week.start),
        last.figures["totals"] if last and read_week(last.id) == week.before else None,
        review.ports.calendar(), rules, review.ports.officers,
    ))  # fmt: skip
