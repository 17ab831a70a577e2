"""The best dossiers for what was told, and whether the first of them is near certain: where it is not, it says why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.hotline.domain.matching.claim import MatchClaim
from services.hotline.domain.matching.profile import Profile
from services.hotline.domain.matching.scoring import NAMES, NEAR_NUMBERS, NUMBERS, WHO, Score, score
from services.hotline.domain.matching.spoken import name_words
from services.hotline.domain.matching.weights import Reason, Warning, Weights


@dataclass(frozen=True, slots=True)
class Match:
    """``sure`` is for the first one only, and never with a warning."""

    score: Score
    sure: bool
    warnings: tuple[Warning, ...] = ()

    @property
    def code(self) -> str:
        return self.score.profile.code


def rank(claim: MatchClaim, profiles: Iterable[Profile], told: Sequence[str], weights: Weights) -> tuple[Match, ...]:
    """Those worth showing, the best first. Nothing at all is an answer too: no dossier is meant that we know."""
    scores = sorted(
        (score(claim, one, told, weights) for one in profiles), key=lambda one: (-one.raw, one.profile.code)
    )
    shown = [one for one in scores if one.points >= weights.shown][: weights.most]
    if not shown:
        return ()
    warnings = tuple(_warnings(claim, shown[0], shown[1:], weights))
    return (Match(shown[0], not warnings, warnings), *(Match(one, False) for one in shown[1:]))


def _warnings(claim: MatchClaim, best: Score, others: Sequence[Score], weights: Weights) -> Iterable[Warning]:
    if not best.has(WHO):
        yield Warning.NOBODY
    if best.has({Reason.NAME_DIFFERENT}):
        yield Warning.NAME_DIFFERS
    if claim.for_another and not best.has(NAMES | {Reason.NAME_PART, Reason.CODE_SAME, Reason.IDENTITY_SAME}):
        yield Warning.FOR_ANOTHER
    numbered = best.has(NUMBERS) or (best.has(NEAR_NUMBERS) and best.has(NAMES))
    if best.raw < weights.sure:
        yield Warning.FEW_POINTS
    elif not numbered and best.raw < weights.without_number:
        yield Warning.NO_NUMBER
    for other in others:
        if best.raw - other.raw < weights.lead:
            yield _near(best.profile, other.profile)
            return


def _near(best: Profile, other: Profile) -> Warning:
    if name_words(best.name) != name_words(other.name):
        return Warning.CLOSE
    same = (best.phone and best.phone == other.phone) or (best.identity and best.identity == other.identity)
    return Warning.SEVERAL if same else Warning.NAMESAKES
