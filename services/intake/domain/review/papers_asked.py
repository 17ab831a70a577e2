"""Papers that were asked of an applicant though they had been asked for, handed in, or must not be asked for at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from services.intake.domain.errors import Words
from services.intake.domain.procedure import Component
from services.intake.domain.review.case import ReviewedCase
from services.intake.domain.supplement import Supplement
from shared.text import search_key

AGAIN = Words("Yêu cầu bổ sung từ lần thứ hai trở đi", "Further papers asked for a second time or more")


class Twice(Enum):
    """Why a paper should not have been asked for."""

    ASKED_BEFORE = "asked_before"
    HANDED_IN = "handed_in"
    IN_NATIONAL_DATABASE = "in_national_database"

    @property
    def words(self) -> Words:
        return _WORDS[self]


_WORDS = {
    Twice.ASKED_BEFORE: Words("Đã yêu cầu một lần, lại yêu cầu nữa", "Asked for before, and asked for again"),
    Twice.HANDED_IN: Words("Đã nộp mà vẫn yêu cầu", "Handed in already, and asked for all the same"),
    Twice.IN_NATIONAL_DATABASE: Words(
        "Có trong cơ sở dữ liệu quốc gia, không được yêu cầu", "In a national database, so it must not be asked for"
    ),
}


@dataclass(frozen=True, slots=True)
class AskedTwice:
    """One request for one paper that should not have been. ``paper`` is None where a whole request came again."""

    at: datetime
    why: Twice
    paper: Component | None

    @property
    def key(self) -> str:
        return f"{self.why.value}:{search_key(self.paper.name.vi) if self.paper else ''}"

    @property
    def words(self) -> Words:
        if self.paper is None:
            return AGAIN
        name = self.paper.name
        return Words(f"{name.vi}: {_small(self.why.words.vi)}", f"{name.en}: {_small(self.why.words.en)}")


def asked_twice(case: ReviewedCase) -> Iterator[AskedTwice]:
    """Each request after the first, and each paper of a request with the first reason that speaks against it.

    A paper is known in a request by its whole name in the procedure's list, whatever marks and case it has there.
    """
    before: set[int] = set()
    for place, one in enumerate(sorted(case.supplements, key=lambda asked: asked.requested_at)):
        if place:
            yield AskedTwice(one.requested_at, Twice.ASKED_BEFORE, None)
        named = list(_named(case, one))
        for number, paper in named:
            why = _why_not(case, one, number, paper, before)
            if why is not None:
                yield AskedTwice(one.requested_at, why, paper)
        before |= {number for number, _ in named}


def _named(case: ReviewedCase, asked: Supplement) -> Iterator[tuple[int, Component]]:
    wanted = f" {search_key(asked.wanted)} "
    for number, paper in enumerate(case.papers, 1):
        if f" {search_key(paper.name.vi)} " in wanted:
            yield number, paper


def _why_not(case: ReviewedCase, asked: Supplement, number: int, paper: Component, before: set[int]) -> Twice | None:
    if paper.in_national_database:
        return Twice.IN_NATIONAL_DATABASE
    if number in before:
        return Twice.ASKED_BEFORE
    line = _line_of(case, number)
    if line is not None and any(one.component == line and one.at < asked.requested_at for one in case.handed_in):
        return Twice.HANDED_IN
    return None


def _line_of(case: ReviewedCase, number: int) -> int | None:
    """The paper's number among those to bring, by which files are attached; None for one that is not to be brought."""
    to_bring = [place for place, one in enumerate(case.papers, 1) if not one.in_national_database]
    return to_bring.index(number) + 1 if number in to_bring else None


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
