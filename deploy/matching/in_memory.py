"""The finder without a database: the same keys in a table, so that a change of weights is measured in seconds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from services.hotline.domain.known_dossier import KnownDossier
from services.hotline.domain.matching.claim import MatchClaim
from services.hotline.domain.matching.keys import keys_known, keys_told
from services.hotline.domain.matching.procedures_told import procedures_told
from services.hotline.domain.matching.profile import Profile, profile_of
from services.hotline.domain.matching.ranking import Match, rank
from services.hotline.domain.matching.weights import Weights

MOST = 60


class InMemory:
    """Looks in the same way as the store does: most keys in common first, up to sixty."""

    def __init__(self, dossiers: Iterable[KnownDossier], procedures: Mapping[str, str], weights: Weights) -> None:
        self._procedures, self._weights = procedures, weights
        self._profiles: dict[str, Profile] = {}
        self._keys: dict[str, list[str]] = defaultdict(list)
        for one in dossiers:
            profile = profile_of(one)
            self._profiles[profile.code] = profile
            for key in keys_known(profile):
                self._keys[key].append(profile.code)

    def find(self, claim: MatchClaim, _: date | None = None) -> Sequence[Match]:
        told = procedures_told(claim.text, self._procedures, self._weights.said_as)
        common = Counter(code for key in keys_told(claim, told) for code in self._keys.get(key, ()))
        best = sorted(common, key=lambda code: (-common[code], code))[:MOST]
        return rank(claim, [self._profiles[code] for code in best], told, self._weights)
