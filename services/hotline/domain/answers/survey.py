"""What whoever petitioned thinks of the answer: one question first; what was wrong, and a word more, if they like."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from services.hotline.domain.errors import IllegalStep, Words
from services.hotline.domain.kinds import Channel, Topic

OVER = Words("Đã hết hạn góp ý cho câu trả lời này", "The time to give an opinion on this answer is over")


class Opinion(Enum):
    """The one question: are you content with how it was settled? ``digit`` is what is sent back by SMS."""

    SATISFIED = "satisfied"
    PARTLY = "partly"
    UNSATISFIED = "unsatisfied"

    @property
    def digit(self) -> str:
        return str(list(Opinion).index(self) + 1)

    @property
    def words(self) -> Words:
        return _OPINIONS[self]


class Aspect(Enum):
    """What was not right, for whoever likes to say so."""

    SLOW = "slow"
    MANNER = "manner"
    UNCLEAR = "unclear"
    UNSOLVED = "unsolved"

    @property
    def words(self) -> Words:
        return _ASPECTS[self]


@dataclass(frozen=True, slots=True)
class Rating:
    """``how``: by the page or by SMS. ``comment`` is what they wrote, in their own words."""

    opinion: Opinion
    at: datetime
    how: Channel
    aspects: frozenset[Aspect] = frozenset()
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """Of one petition (its code) and its latest answer. ``key_hash`` opens it to the link that was sent, None where
    none was; ``phone`` may answer by SMS. ``earlier`` are the ratings of answers before a reopening."""

    id: str
    version: int
    topic: Topic
    answered_at: datetime
    open_until: datetime
    asked_at: datetime | None = None
    key_hash: str | None = None
    phone: str | None = None
    rating: Rating | None = None
    earlier: tuple[Rating, ...] = ()

    def is_open(self, at: datetime) -> bool:
        """Whether an opinion is still taken."""
        return at < self.open_until

    def asked(self, at: datetime, key_hash: str, phone: str | None) -> Survey:
        """With a link sent."""
        return replace(self, version=self.version + 1, asked_at=at, key_hash=key_hash, phone=phone)

    def rated(self, rating: Rating) -> Survey:
        """With this rating in place of the one before; what was said more stays where only the opinion is told again.

        Raises IllegalStep once the time is over.
        """
        if not self.is_open(rating.at):
            raise IllegalStep("survey-over", OVER)
        before = self.rating
        if before and before.opinion is rating.opinion and not (rating.aspects or rating.comment):
            rating = replace(rating, aspects=before.aspects, comment=before.comment)
        return replace(self, version=self.version + 1, rating=rating)

    def anew(self, answered_at: datetime, open_until: datetime) -> Survey:
        """Of a newer answer; itself where it is of this one."""
        if answered_at == self.answered_at:
            return self
        earlier = (*self.earlier, self.rating) if self.rating else self.earlier
        return replace(
            self, version=self.version + 1, answered_at=answered_at, open_until=open_until, asked_at=None,
            key_hash=None, rating=None, earlier=earlier,
        )  # fmt: skip


_OPINIONS = {
    Opinion.SATISFIED: Words("Hài lòng", "Satisfied"),
    Opinion.PARTLY: Words("Hài lòng một phần", "Partly satisfied"),
    Opinion.UNSATISFIED: Words("Chưa hài lòng", "Not satisfied"),
}
_ASPECTS = {
    Aspect.SLOW: Words("Trả lời chậm", "It took too long"),
    Aspect.MANNER: Words("Thái độ chưa tốt", "I was not treated well"),
    Aspect.UNCLEAR: Words("Trả lời khó hiểu", "The answer is hard to understand"),
    Aspect.UNSOLVED: Words("Việc vẫn chưa được giải quyết", "The matter is still not settled"),
}
