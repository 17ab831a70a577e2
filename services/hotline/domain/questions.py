"""The guided questions that tell the four kinds of petitions apart: plain questions, each answer leads on or to a kind.

They are data with the day from which they hold. A walk is the answers that were given, from the first question on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.hotline.domain.errors import Words
from services.hotline.domain.kinds import Kind

BETWEEN = "."
LONGEST_WALK = 200


class BadQuestions(ValueError):
    """The questions lead nowhere, in a circle, or leave something unreached; the message names the place."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: it leads to the question ``next``, or ends at ``kind`` with the reason in words."""

    id: str
    text: Words
    next: str | None = None
    kind: Kind | None = None
    because: Words | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """``hint`` explains, where the question needs it."""

    id: str
    ask: Words
    hint: Words | None
    choices: tuple[Choice, ...]

    def choice(self, id: str) -> Choice | None:
        """The answer of this id."""
        return next((one for one in self.choices if one.id == id), None)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the answer that was given; ``walk`` leads back to before it."""

    question: Question
    choice: Choice
    walk: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a walk has led: the next ``question``, or (``found``) the answer that ended it; one of the two is None."""

    walk: str
    asked: tuple[Asked, ...]
    question: Question | None
    found: Choice | None

    def after(self, choice: Choice) -> str:
        """The walk with one more answer."""
        return f"{self.walk}{BETWEEN}{choice.id}" if self.walk else choice.id


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions from one day on, by id. Raises BadQuestions where they are not sound."""

    effective_from: date
    start: str
    by_id: Mapping[str, Question]

    def __post_init__(self) -> None:
        reached = self._reached(self.start, ())
        left = sorted(set(self.by_id) - {one for one in reached if isinstance(one, str)})
        if left:
            raise BadQuestions(f"nothing leads to {', '.join(left)}")
        missing = sorted(one.value for one in set(Kind) - {one for one in reached if isinstance(one, Kind)})
        if missing:
            raise BadQuestions(f"no answer ends at {', '.join(missing)}")

    def standing(self, walk: str) -> Standing:
        """Where these answers lead; what follows an answer that there is not is left out (old links still begin)."""
        asked: list[Asked] = []
        question: Question | None = self.by_id[self.start]
        taken = ""
        for id in (one for one in walk[:LONGEST_WALK].split(BETWEEN) if one):
            choice = question.choice(id) if question else None
            if question is None or choice is None:
                break
            asked.append(Asked(question, choice, taken))
            taken = f"{taken}{BETWEEN}{id}" if taken else id
            question = self.by_id[choice.next] if choice.next else None
        found = asked[-1].choice if asked and question is None else None
        return Standing(taken, tuple(asked), question, found)

    def _reached(self, id: str, above: tuple[str, ...]) -> set[str | Kind]:
        if id in above:
            raise BadQuestions(f"{id}: leads back to itself")
        question = self.by_id.get(id)
        if question is None:
            raise BadQuestions(f"{id}: no such question")
        if len(question.choices) < 2 or len({one.id for one in question.choices}) < len(question.choices):
            raise BadQuestions(f"{id}: needs two answers at least, each with an id of its own")
        reached: set[str | Kind] = {id}
        for one in question.choices:
            if (one.next is None) == (one.kind is None) or (one.kind is not None and one.because is None):
                raise BadQuestions(f"{id}/{one.id}: leads on, or ends at a kind with its reason")
            reached |= self._reached(one.next, (*above, id)) if one.next else {one.kind} if one.kind else set()
        return reached


def questions_in_force(versions: Sequence[Questions], day: date) -> Questions:
    """The latest that are in force on that day. Raises LookupError where none are yet."""
    found = [one for one in versions if one.effective_from <= day]
    if not found:
        raise LookupError(f"no questions are in force on {day}")
    return max(found, key=lambda one: one.effective_from)
