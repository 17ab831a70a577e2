"""Rules of routes that branch: one that can get stuck, lose a branch or be late by plan is refused, with the reason."""

from __future__ import annotations

import pytest

from services.routing.domain.route import Route
from services.routing.domain.route_runs import TooManyRuns, runs
from services.routing.domain.route_trial import BadTrial, try_route
from services.routing.domain.step import BadRoute, Join, Step
from services.routing.domain.task import Outcome
from tests.unit.routing.routes import by_choice, route, side_by_side, step, there_and_back


@pytest.mark.parametrize("made", [side_by_side, by_choice, there_and_back])
def test_a_route_whose_every_way_ends_with_one_decision_is_taken(made: object) -> None:
    assert isinstance(made(), Route)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("steps", "field", "reason"),
    [
        pytest.param((step("a"), step("b", "c")), "steps/1/after", "'c' is no step written above", id="unknown"),
        pytest.param((step("a", "b"), step("b", "a")), "steps/0/after", "no step written above", id="circle"),
        pytest.param((step("a", "a"),), "steps/0/after", "no step written above", id="after itself"),
        pytest.param((step("a"), step("b", "a:late")), "steps/1/after", "names no outcome", id="no outcome"),
        pytest.param((step("a"), step("b", "a:returned")), "steps/1/after", "names no outcome", id="a return"),
        pytest.param((step("a"), step("b")), "steps", "branches that never join: a, b would each decide", id="two"),
        pytest.param(
            (step("a"), step("b", "a:granted"), step("c", "a:denied"), step("d", "b", "c")),
            "steps",
            "stuck (when a: granted): nobody decides",
            id="waits for both of two that exclude each other",
        ),
        pytest.param(
            (step("a"), step("b", "a:denied"), step("c", "a", "b")),
            "steps",
            "stuck (when a: granted): nobody decides",
            id="waits for what was not chosen",
        ),
        pytest.param(
            (step("a"), step("b"), step("c", "a:granted", "b"), step("d", "a:denied")),
            "steps",
            "b is an orphan branch (when a: denied)",
            id="orphan",
        ),
        pytest.param(
            (step("a"), step("b"), step("c", "a", "b", join=Join.ANY)),
            "steps/2/join",
            "a and b can both lead here",
            id="two lead to a step that waits for one",
        ),
        pytest.param(
            (step("a"), step("b", "a", advises=True)), "steps", "the opinion of b is waited for by nobody", id="opinion"
        ),
        pytest.param(
            (step("a"), step("b", "a", returns_to=("c",)), step("c", "b")),
            "steps/1/returns_to",
            "'c' does not lead here",
            id="back to what comes later",
        ),
        pytest.param(
            (step("a", hours=None), step("b", "a", hours=None)), "steps", "only one step may have what", id="two rests"
        ),
    ],
)
def test_a_route_that_could_harm_a_dossier_is_refused_with_the_reason(
    steps: tuple[Step, ...], field: str, reason: str
) -> None:
    with pytest.raises(BadRoute) as refused:
        route(*steps)
    assert refused.value.field == field
    assert reason in refused.value.reason
    assert refused.value.reason_vi != refused.value.reason


def test_a_step_that_no_way_leads_to_is_refused() -> None:
    with pytest.raises(BadRoute, match="d can never begin"):
        route(step("a"), step("b", "a"), step("c", "a:denied"), step("d", "a:granted", "a:denied"))


def test_branches_side_by_side_take_the_time_of_the_longest_and_not_the_sum() -> None:
    side_by_side(hours=8)
    two = (step("a", hours=16), step("b", hours=8), step("c", "a", "b", hours=8))
    assert route(*two, limit_hours=24).limit_hours == 24
    with pytest.raises(BadRoute, match="the longest way takes 24 working hours, the procedure allows 20: a › c"):
        route(*two, limit_hours=20)


def test_what_the_others_leave_must_be_more_than_nothing() -> None:
    steps = (step("a", hours=16), step("b", "a", hours=None, hand_back_hours=4))
    assert route(*steps, limit_hours=21).hours(21) == (16, 1)
    with pytest.raises(BadRoute, match="the longest way takes 20 working hours, the procedure allows 20"):
        route(*steps, limit_hours=20)


def test_the_rest_of_the_limit_is_counted_along_the_longest_way_through_the_step() -> None:
    made = route(step("a", hours=4), step("b", hours=16), step("c", "a", "b", hours=None), step("d", "c", hours=4))
    assert made.hours(40) == (4, 16, 20, 4)


def test_only_the_choice_that_is_too_long_is_named() -> None:
    with pytest.raises(BadRoute, match=r"the longest way \(when a: denied\) takes 48"):
        route(step("a"), step("b", "a:granted"), step("c", "a:denied", hours=40), limit_hours=20)


def test_a_denial_at_every_step_may_lead_to_one_desk() -> None:
    steps = [step("s0"), *(step(f"s{number}", f"s{number - 1}") for number in range(1, 18))]
    refusal = step("refusal", *(f"{one.id}:denied" for one in steps[:-1]), join=Join.ANY)
    assert len(route(*steps, refusal).steps) == 19


def test_more_ways_than_can_be_looked_at_are_refused() -> None:
    steps = [step(f"s{number}") for number in range(13)]
    good, bad = (step(name, *(f"{one.id}:{name}" for one in steps)) for name in ("granted", "denied"))
    with pytest.raises(TooManyRuns):
        list(runs([*steps, good, bad]))


def test_a_trial_shows_the_way_its_length_and_the_sum_of_the_work() -> None:
    tried = try_route(side_by_side(), {})
    assert [(one.step.id, one.begins, one.ends, one.critical) for one in tried.steps] == [
        ("medical", 0, 16, True),
        ("social", 0, 8, False),
        ("opinion", 0, 8, False),
        ("signing", 16, 24, True),
    ]
    assert (tried.length, tried.sum) == (24, 40)


def test_a_trial_takes_the_way_of_the_outcomes_given() -> None:
    tried = try_route(by_choice(), {"appraisal": Outcome.DENIED})
    assert [one.step.id for one in tried.steps] == ["appraisal", "refusal", "signing"]
    assert [one.id for one in tried.skipped] == ["licence"]


@pytest.mark.parametrize(("at", "outcome"), [("nowhere", Outcome.DONE), ("licence", Outcome.DENIED)])
def test_a_trial_of_what_cannot_happen_is_refused(at: str, outcome: Outcome) -> None:
    with pytest.raises(BadTrial):
        try_route(by_choice(), {at: outcome})
