"""Rules of the guided questions: every walk ends at a kind with its reason, and nothing leads in a circle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from services.hotline.domain.errors import Words
from services.hotline.domain.kinds import Kind
from services.hotline.domain.questions import BadQuestions, Choice, Question, Questions, Standing, questions_in_force
from services.hotline.gateways.questions_file import read_questions

DATA = Path(__file__).parents[3] / "services" / "hotline" / "data"
QUESTIONS = read_questions(DATA / "questions.json")[-1]
W = Words("chữ", "words")


def walks(from_: str = "") -> Iterator[Standing]:
    standing = QUESTIONS.standing(from_)
    if standing.question is None:
        yield standing
        return
    for one in standing.question.choices:
        yield from walks(standing.after(one))


def test_every_walk_ends_at_a_kind_with_a_reason_in_both_languages() -> None:
    ends = list(walks())
    kinds = Counter(one.found.kind for one in ends if one.found)
    assert set(kinds) == set(Kind)
    assert all(one.found and one.found.because and one.found.because.vi and one.found.because.en for one in ends)
    assert max(len(one.asked) for one in ends) <= 6  # nobody answers more on the phone


@pytest.mark.parametrize(("walk", "kind"), [
    ("unhappy.no.no", Kind.FEEDBACK),  # late, sent back and forth
    ("idea", Kind.PROPOSAL),
    ("decision.yes.review", Kind.COMPLAINT),  # a refusal about oneself, to be reviewed
    ("unhappy.no.yes.yes.review", Kind.COMPLAINT),
    ("decision.yes.explain", Kind.FEEDBACK),
    ("violation.crime.yes", Kind.DENUNCIATION),  # somebody took money
    ("unhappy.yes.yes", Kind.DENUNCIATION),
    ("decision.no.crime.yes", Kind.DENUNCIATION),
    ("violation.crime.no", Kind.FEEDBACK),  # nobody named: serves inspections
    ("violation.manner", Kind.FEEDBACK),
])  # fmt: skip
def test_the_law_tells_the_four_apart(walk: str, kind: Kind) -> None:
    found = QUESTIONS.standing(walk).found
    assert found is not None
    assert found.kind is kind


def test_answers_that_there_are_not_are_left_out() -> None:
    first = QUESTIONS.standing("")
    assert QUESTIONS.standing("nonsense.yes") == first
    half = QUESTIONS.standing("decision.nonsense.yes")
    assert (half.walk, half.question) == ("decision", QUESTIONS.by_id["own"])
    assert QUESTIONS.standing("idea.yes").walk == "idea"
    assert QUESTIONS.standing("x." * 1000) == first


def question(id: str, *choices: Choice) -> Question:
    return Question(id, W, None, choices)


def ends(id: str, kind: Kind) -> Choice:
    return Choice(id, W, kind=kind, because=W)


ALL = tuple(ends(one.value, one) for one in Kind)
BAD = {
    "in a circle": {"a": question("a", Choice("x", W, "a"), *ALL)},
    "to nothing": {"a": question("a", Choice("x", W, "b"), *ALL)},
    "unreached": {"a": question("a", *ALL), "b": question("b", *ALL)},
    "a kind is never found": {"a": question("a", *ALL[:3])},
    "one answer": {"a": question("a", ALL[0])},
    "two of one id": {"a": question("a", ALL[0], *ALL)},
    "neither on nor at an end": {"a": question("a", Choice("x", W), *ALL)},
    "no reason": {"a": question("a", Choice("x", W, kind=Kind.FEEDBACK), *ALL)},
}


@pytest.mark.parametrize("case", BAD)
def test_questions_that_are_not_sound_are_refused_at_start(case: str) -> None:
    with pytest.raises(BadQuestions):
        Questions(date(2025, 7, 1), "a", BAD[case])


def test_a_newer_version_holds_from_its_day() -> None:
    later = Questions(date(2026, 10, 6), "a", {"a": question("a", *ALL)})
    assert questions_in_force((QUESTIONS, later), date(2026, 10, 5)) is QUESTIONS
    assert questions_in_force((QUESTIONS, later), date(2026, 10, 6)) is later
    with pytest.raises(LookupError):
        questions_in_force((QUESTIONS,), date(2020, 1, 1))


@pytest.mark.parametrize("text", ["{", "{}", '{"versions": []}', '{"versions": [{"start": "a"}]}'])
def test_a_file_that_is_none_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "questions.json").write_text(text, "utf-8")
    with pytest.raises(BadQuestions, match=r"questions\.json"):
        read_questions(tmp_path / "questions.json")
