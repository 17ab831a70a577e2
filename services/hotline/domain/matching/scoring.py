"""The score of one dossier for what was told: points with their reasons, each of them once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from services.hotline.domain.matching.claim import MatchClaim, home, tail_of
from services.hotline.domain.matching.days_told import Of
from services.hotline.domain.matching.profile import Profile
from services.hotline.domain.matching.spoken import Likeness, likeness, likeness_of_words, name_words, one_slip_apart
from services.hotline.domain.matching.weights import Reason, Weights

FULL = 100
NEAR_DAYS, OTHERWISE_DAYS = 2, 10
NUMBERS = frozenset({Reason.CODE_SAME, Reason.PHONE_SAME, Reason.IDENTITY_SAME, Reason.EMAIL_SAME})
NEAR_NUMBERS = frozenset({Reason.CODE_SLIP, Reason.PHONE_SLIP, Reason.PHONE_LAST, Reason.IDENTITY_SLIP})
NAMES = frozenset({
    Reason.NAME_TO_THE_MARK, Reason.NAME_SAME, Reason.NAME_SLIP, Reason.NAME_IN_STORY, Reason.NAME_IN_STORY_SLIP,
})  # fmt: skip
WHO = NAMES | {
    Reason.PHONE_SAME, Reason.PHONE_SLIP, Reason.PHONE_LAST, Reason.IDENTITY_SAME, Reason.IDENTITY_SLIP,
    Reason.EMAIL_SAME, Reason.NAME_PART,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Score:
    """``raw`` may be above 100 and orders; ``points`` is what is shown."""

    profile: Profile
    reasons: tuple[tuple[Reason, int], ...]

    @property
    def raw(self) -> int:
        return sum(points for _, points in self.reasons)

    @property
    def points(self) -> int:
        return max(0, min(FULL, self.raw))

    def has(self, some: Collection[Reason]) -> bool:
        return any(reason in some for reason, _ in self.reasons)


def score(claim: MatchClaim, one: Profile, told: Collection[str], weights: Weights) -> Score:
    """``told`` are the codes of the procedures that the words may mean."""
    found = dict.fromkeys(reason for reason in _reasons(claim, one, told))
    ordered = [reason for reason in Reason if reason in found]
    return Score(one, tuple((reason, weights.points[reason]) for reason in ordered if weights.points[reason]))


def _reasons(claim: MatchClaim, one: Profile, told: Collection[str]) -> Iterator[Reason]:
    yield from _numbers(claim, one)
    yield from _name(claim, one)
    if told and one.procedure:
        yield Reason.PROCEDURE_SAME if one.procedure in told else Reason.PROCEDURE_DIFFERENT
    yield from _days(claim, one)
    yield from _commune(claim, one)
    if any(f" {unit} " in claim.words for unit in one.units):
        yield Reason.UNIT_NAMED


def _numbers(claim: MatchClaim, one: Profile) -> Iterator[Reason]:
    yield from _code(claim, one)
    yield from _phone(claim, one)
    if one.identity and one.identity in claim.identities:
        yield Reason.IDENTITY_SAME
    elif one.identity and any(one_slip_apart(one.identity, other) for other in claim.identities):
        yield Reason.IDENTITY_SLIP
    elif one.identity and any(len(other) == len(one.identity) for other in claim.identities):
        yield Reason.IDENTITY_DIFFERENT
    if one.email and one.email.casefold() in claim.emails:
        yield Reason.EMAIL_SAME


def _code(claim: MatchClaim, one: Profile) -> Iterator[Reason]:
    tail = tail_of(one.code)
    if tail in claim.tails:
        yield Reason.CODE_SAME
    elif any(one_slip_apart(tail, other) for other in claim.tails):
        yield Reason.CODE_SLIP
    elif claim.tails:
        yield Reason.CODE_DIFFERENT


def _phone(claim: MatchClaim, one: Profile) -> Iterator[Reason]:
    phone = home(one.phone)
    if phone and phone in claim.phones:
        yield Reason.PHONE_SAME
    elif phone and any(phone.endswith(last) for last in claim.last_digits):
        yield Reason.PHONE_LAST
    elif phone and any(one_slip_apart(phone, other) for other in claim.phones):
        yield Reason.PHONE_SLIP
    elif phone and (claim.phones or claim.last_digits):
        yield Reason.PHONE_DIFFERENT


def _name(claim: MatchClaim, one: Profile) -> Iterator[Reason]:
    """The best of the caller's own name and the names in the story."""
    if not one.name:
        return
    own = likeness(claim.name, one.name) if claim.name else Likeness.DIFFERENT
    story = _in_story(claim, one.name)
    if own in (Likeness.TO_THE_MARK, Likeness.SAME):
        yield Reason(own.value)
    elif story is not None:
        yield story
    elif own is not Likeness.DIFFERENT:
        yield Reason(own.value)
    elif claim.name and not claim.for_another:
        yield Reason.NAME_DIFFERENT


def _in_story(claim: MatchClaim, name: str) -> Reason | None:
    words = name_words(name)
    if len(words) < 2:
        return None
    if words in claim.named or f" {' '.join(words)} " in claim.words:
        return Reason.NAME_IN_STORY
    if any(len(some) == len(words) and likeness_of_words(some, words) is Likeness.SLIP for some in claim.named):
        return Reason.NAME_IN_STORY_SLIP
    return Reason.NAME_PART if (words[0], words[-1]) in claim.named else None


def _days(claim: MatchClaim, one: Profile) -> Iterator[Reason]:
    filed = [
        (max(0, abs((told.day - day).days) - told.give), told)
        for told in claim.days if told.of is not Of.DUE for day in one.filed
    ]  # fmt: skip
    if filed:
        apart, told = min(filed, key=lambda pair: pair[0])
        if apart == 0 and told.give == 0:
            yield Reason.FILED_THEN
        elif apart <= NEAR_DAYS:
            yield Reason.FILED_NEAR
        elif apart > OTHERWISE_DAYS and told.of is Of.FILED and told.plain:
            yield Reason.FILED_OTHERWISE
    if one.due and any(told.day == one.due for told in claim.days if told.of is not Of.FILED):
        yield Reason.DUE_THEN


def _commune(claim: MatchClaim, one: Profile) -> Iterator[Reason]:
    if not one.commune:
        return
    if one.commune == claim.commune or one.commune in claim.communes:
        yield Reason.COMMUNE_SAME
    elif claim.commune and not claim.for_another:
        yield Reason.COMMUNE_DIFFERENT
