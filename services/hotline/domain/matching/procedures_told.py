"""Which procedures the words of a story may mean: rare words count, and how people call a thing counts as its name."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from shared.text import search_key, search_words

COVERED = 0.25  # of a name's weight, for the words to mean anything at all
NEAR_BEST = 0.7  # others of which nearly as much was said may be meant as well
MOST = 6
Pair = tuple[str, str]


def procedures_told(text: str, known: Mapping[str, str], said_as: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Codes of the procedures (code → name) that are told of, the likeliest first; none where the words say nothing."""
    words = search_words(text)
    spoken, plain = frozenset(_pairs(words)), f" {' '.join(words)} "
    names, weight = _weighed(tuple(sorted(known.items())))
    heard = {code: sum(weight[pair] for pair in pairs & spoken) for code, pairs in names.items()}
    best = max(heard.values(), default=0.0)
    clear = any(pairs and heard[code] >= COVERED * sum(weight[pair] for pair in pairs) for code, pairs in names.items())
    meant = {code: share for code, share in heard.items() if clear and share and share >= NEAR_BEST * best}
    for code in names:
        if any(_stands(phrase, plain) for phrase in said_as.get(code, ())):
            meant[code] = max(best, meant.get(code, 0.0)) + 0.1  # as people call it
    return tuple(sorted(meant, key=lambda code: (-meant[code], code))[:MOST])


@lru_cache(maxsize=8)
def _weighed(known: tuple[tuple[str, str], ...]) -> tuple[Mapping[str, frozenset[Pair]], Mapping[Pair, float]]:
    """The pairs of words of each name, and what each is worth: the fewer names have it, the more."""
    names = {code: frozenset(_pairs(search_words(name))) for code, name in known}
    of = Counter(pair for pairs in names.values() for pair in pairs)
    return names, {pair: math.log((len(names) + 1) / count) + 0.1 for pair, count in of.items()}


def _pairs(words: Sequence[str]) -> list[Pair]:
    """Neighbouring words: a Vietnamese word is mostly two of them."""
    return list(pairwise(words))


def _stands(phrase: str, plain: str) -> bool:
    return f" {_key(phrase)} " in plain


@lru_cache(maxsize=500)
def _key(phrase: str) -> str:
    return search_key(phrase)
