"""How likely two contacts tell of the same matter: points with their reasons, and silence where that is unsure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from itertools import pairwise

from services.hotline.domain.dossier_code import read_dossier_code
from services.hotline.domain.errors import Words
from services.hotline.domain.kinds import Topic
from services.hotline.domain.petition import Petition, Status
from shared.text import search_words

SUGGESTED, LIKELY, MOST = 50, 75, 100
NEAR, FAR = timedelta(days=30), timedelta(days=180)
FEWEST_PAIRS = 6  # a text with fewer pairs of words is like too many


class Tie(Enum):
    """What two contacts share of who they are from, as digests tell."""

    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"


class Reason(Enum):
    """Why they are likely the same, or not."""

    SAME_DOSSIER = "same_dossier"
    SAME_CODE_NAMED = "same_code_named"
    OTHER_DOSSIER = "other_dossier"
    SAME_PHONE = "same_phone"
    SAME_EMAIL = "same_email"
    SAME_NAME = "same_name"
    SAME_WORDS = "same_words"
    MANY_WORDS = "many_words"
    SOME_WORDS = "some_words"
    SAME_TOPIC = "same_topic"
    OTHER_TOPIC = "other_topic"
    NEAR_IN_TIME = "near_in_time"
    FAR_IN_TIME = "far_in_time"

    @property
    def words(self) -> Words:
        return _REASONS[self]


POINTS = {
    Reason.SAME_DOSSIER: 50,
    Reason.SAME_CODE_NAMED: 40,
    Reason.OTHER_DOSSIER: -40,
    Reason.SAME_PHONE: 45,
    Reason.SAME_EMAIL: 45,
    Reason.SAME_NAME: 20,
    Reason.SAME_WORDS: 45,
    Reason.MANY_WORDS: 30,
    Reason.SOME_WORDS: 15,
    Reason.SAME_TOPIC: 10,
    Reason.OTHER_TOPIC: -10,
    Reason.NEAR_IN_TIME: 8,
    Reason.FAR_IN_TIME: -15,
}


@dataclass(frozen=True, slots=True)
class Kin:
    """A petition that may tell of the same, and what it shares of who it is from."""

    petition: Petition
    ties: frozenset[Tie] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """``score`` of 100 at most; ``reasons`` add up to it (where they would pass its ends, to more or less)."""

    petition: Petition
    score: int
    reasons: tuple[Reason, ...]

    @property
    def is_likely(self) -> bool:
        return self.score >= LIKELY


def likeness(petition: Petition, kin: Kin) -> Likeness:
    """How alike the two are; a matter's number of contacts plays no part."""
    other = kin.petition
    reasons = (*_dossiers(petition, other), *_people(kin.ties), *_texts(petition, other))
    reasons = (*reasons, *_topics(petition.topic, other.topic), *_times(petition, other))
    score = max(0, min(MOST, sum(POINTS[one] for one in reasons)))
    return Likeness(other, score, reasons)


def suggestions(petition: Petition, kin: Iterable[Kin]) -> tuple[Likeness, ...]:
    """The likely ones, best first, one for each matter; nothing where nothing is sure enough. What has its own path by
    law is like nothing, and nothing is like it."""
    if petition.status is Status.HANDED_OVER:
        return ()
    found = [
        likeness(petition, one)
        for one in kin
        if one.petition.id != petition.id
        and one.petition.status is not Status.HANDED_OVER
        and not (petition.matter and one.petition.matter == petition.matter)
    ]
    ranked = sorted((one for one in found if one.score >= SUGGESTED), key=lambda one: (-one.score, one.petition.id))
    best: dict[str, Likeness] = {}
    for one in ranked:
        best.setdefault(one.petition.matter or one.petition.id, one)
    return tuple(best.values())


def _dossiers(one: Petition, other: Petition) -> tuple[Reason, ...]:
    if one.dossier and one.dossier == other.dossier:
        return (Reason.SAME_DOSSIER,)
    mine, theirs = dossiers_of(one), dossiers_of(other)
    if mine & theirs:
        return (Reason.SAME_CODE_NAMED,)
    return (Reason.OTHER_DOSSIER,) if mine and theirs else ()


def dossiers_of(petition: Petition) -> frozenset[str]:
    """The codes of dossiers that it is or is said to be about."""
    claimed = read_dossier_code(petition.claimed_dossier) if petition.claimed_dossier else None
    return frozenset(code for code in (petition.dossier, claimed) if code)


def _people(ties: frozenset[Tie]) -> tuple[Reason, ...]:
    """One reason: that who has the number has the name as well makes the matter no likelier."""
    for tie in (Tie.PHONE, Tie.EMAIL, Tie.NAME):
        if tie in ties:
            return (_TIES[tie],)
    return ()


def _texts(one: Petition, other: Petition) -> tuple[Reason, ...]:
    """By pairs of neighbouring words, marks and case aside: a Vietnamese word is mostly two syllables."""
    mine, theirs = _pairs(one.text), _pairs(other.text)
    fewest = min(len(mine), len(theirs))
    if fewest < FEWEST_PAIRS:
        return ()
    shared = len(mine & theirs) / fewest
    if shared >= 0.8:
        return (Reason.SAME_WORDS,)
    if shared >= 0.5:
        return (Reason.MANY_WORDS,)
    return (Reason.SOME_WORDS,) if shared >= 0.25 else ()


def _pairs(text: str) -> frozenset[tuple[str, str]]:
    words = search_words(text)
    return frozenset(pairwise(words))


def _topics(one: Topic, other: Topic) -> tuple[Reason, ...]:
    if one is other:
        return (Reason.SAME_TOPIC,) if one is not Topic.OTHER else ()
    return (Reason.OTHER_TOPIC,) if Topic.OTHER not in (one, other) else ()


def _times(one: Petition, other: Petition) -> tuple[Reason, ...]:
    between = abs(one.received_at - other.received_at)
    return (Reason.NEAR_IN_TIME,) if between <= NEAR else (Reason.FAR_IN_TIME,) if between > FAR else ()


_TIES = {Tie.PHONE: Reason.SAME_PHONE, Tie.EMAIL: Reason.SAME_EMAIL, Tie.NAME: Reason.SAME_NAME}
_REASONS = {
    Reason.SAME_DOSSIER: Words("Cùng hồ sơ đã đối chiếu", "The same verified dossier"),
    Reason.SAME_CODE_NAMED: Words("Nêu cùng mã hồ sơ", "The same dossier code named"),
    Reason.OTHER_DOSSIER: Words("Về hồ sơ khác", "About another dossier"),
    Reason.SAME_PHONE: Words("Cùng số điện thoại", "The same phone number"),
    Reason.SAME_EMAIL: Words("Cùng thư điện tử", "The same email address"),
    Reason.SAME_NAME: Words("Cùng họ tên", "The same name"),
    Reason.SAME_WORDS: Words("Lời kể trùng nhau", "Told in the same words"),
    Reason.MANY_WORDS: Words("Lời kể gần như nhau", "Told in much the same words"),
    Reason.SOME_WORDS: Words("Lời kể có nhiều chỗ giống", "Some of the same words"),
    Reason.SAME_TOPIC: Words("Cùng loại việc", "The same subject"),
    Reason.OTHER_TOPIC: Words("Loại việc khác", "Another subject"),
    Reason.NEAR_IN_TIME: Words("Cách nhau không quá 30 ngày", "Within 30 days"),
    Reason.FAR_IN_TIME: Words("Cách nhau hơn 180 ngày", "More than 180 days apart"),
}
