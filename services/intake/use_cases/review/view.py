"""Rounds, reviews, the dossiers behind a finding, and the sums of a round, for whoever may look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.intake.domain.errors import NotFound, Words
from services.intake.domain.procedure import Procedure
from services.intake.domain.review.findings import FindingKind, KeptEvidence, Line
from services.intake.domain.review.plan import ReviewRound
from services.intake.domain.review.report import BasedOn, RoundReport, report_of
from services.intake.domain.review.review import ProcedureReview
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.review.changing import VIEW, load_review, load_round
from services.intake.use_cases.review_ports import ReviewDesk
from shared.security.caller import Caller
from shared.working_time.calendar import local

MOST_ROUNDS = 100
UNKNOWN_FINDING = Words("Không có mục này trong số liệu", "The findings have no such line")


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """``next`` is the place to go on from, None at the end."""

    review: ProcedureReview
    line: Line
    items: tuple[KeptEvidence, ...]
    next: int | None


def list_rounds(ports: Ports, desk: ReviewDesk, caller: Caller) -> Sequence[ReviewRound]:
    """The latest first. Raises Forbidden, StoreAway."""
    ports.access.grant(caller, VIEW).require(unit=ports.unit.code)
    return desk.reviews.rounds(ports.unit.code, MOST_ROUNDS)


def view_round(
    ports: Ports, desk: ReviewDesk, caller: Caller, id: str
) -> tuple[ReviewRound, Sequence[ProcedureReview]]:
    """A round with its reviews. Raises Forbidden, NotFound, StoreAway."""
    return load_round(ports, caller, VIEW, id), desk.reviews.of_round(id)


def view_review(ports: Ports, caller: Caller, place: tuple[str, str]) -> tuple[ReviewRound, ProcedureReview]:
    """Raises Forbidden, NotFound, StoreAway."""
    return load_round(ports, caller, VIEW, place[0]), load_review(ports.work, *place)


def view_evidence(
    ports: Ports,
    desk: ReviewDesk,
    caller: Caller,
    place: tuple[str, str],
    line: tuple[str, str],
    *,
    after: int = -1,
    limit: int = 50,
) -> EvidencePage:
    """The dossiers behind one line (kind and key). Raises Forbidden, NotFound, StoreAway."""
    _, review = view_review(ports, caller, place)
    kind = next((one for one in FindingKind if one.value == line[0]), None)
    found = review.findings.line(kind, line[1]) if review.findings and kind else None
    if review.findings is None or kind is None or found is None:
        raise NotFound("unknown-finding", UNKNOWN_FINDING)
    rows = desk.reviews.evidence(review.id, review.findings.run, kind, found.key, after, limit + 1)
    shown = tuple(rows[:limit])
    return EvidencePage(review, found, shown, shown[-1].place if len(rows) > limit else None)


def report_round(ports: Ports, desk: ReviewDesk, caller: Caller, id: str) -> RoundReport:
    """The sums of a round, as they are now. Raises Forbidden, NotFound, StoreAway."""
    round, reviews = view_round(ports, desk, caller, id)
    today = local(ports.clock()).date()
    return report_of(round, reviews, ports.catalogue.all(today), proposed_on(ports, reviews), today)


def proposed_on(ports: Ports, reviews: Sequence[ProcedureReview]) -> BasedOn:
    """The versions that proposals were made on, by code and number."""
    found: dict[tuple[str, int], Procedure] = {}
    for one in reviews:
        history = ports.catalogue.history(one.procedure) if one.proposal else None
        version = history.numbered(one.proposal.based_on) if history and one.proposal else None
        if version is not None:
            found[one.procedure, version.version] = version
    return found


def version_proposed_on(ports: Ports, review: ProcedureReview) -> Procedure | None:
    """What the proposal would change."""
    found: Mapping[tuple[str, int], Procedure] = proposed_on(ports, (review,))
    return next(iter(found.values()), None)
