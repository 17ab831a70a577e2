"""The keys by which a dossier is found again: the same kinds for what is known of it and for what is told of it.

They are kept as digests only. A pair one slip apart shares a key with one letter left out; a day or a place alone finds
nothing, only together with something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from services.hotline.domain.matching.claim import MatchClaim, home, tail_of
from services.hotline.domain.matching.days_told import Of
from services.hotline.domain.matching.profile import Profile
from services.hotline.domain.matching.spoken import name_words, slips, sound, sounds

# Kept with every dossier: another way to make keys is another number, and init makes all of them anew.
EDITION = 1
MOST_KEYS_TOLD = 1_500
DAYS_AROUND = 1


def keys_known(one: Profile) -> frozenset[str]:
    """What a dossier is found by."""
    keys = {
        *_around("code", tail_of(one.code)), *_around("phone", home(one.phone)), *_around("identity", one.identity),
        *_exact("email", one.email.casefold()), *_exact("last", one.phone[-4:]), *_exact("short", one.identity[-9:]),
    }  # fmt: skip
    words = name_words(one.name)
    keys |= set(_of_name(words))
    given = sound(words[-1]) if words else ""
    keys |= set(_joined("given-commune", given, one.commune))
    keys |= set(_joined("given-procedure", given, one.procedure))
    keys |= set(_joined("procedure-commune", one.procedure, one.commune))
    for day in one.filed:
        keys |= set(_joined("procedure-day", one.procedure, day.isoformat()))
        keys |= set(_joined("commune-day", one.commune, day.isoformat()))
        keys |= set(_joined("given-day", given, day.isoformat()))
    return frozenset(keys)


def keys_told(claim: MatchClaim, procedures: Sequence[str]) -> frozenset[str]:
    """What to look for; ``procedures`` are the codes of those that the words may mean. Bounded."""
    keys: dict[str, None] = {}
    for kind, values in (("code", claim.tails), ("phone", claim.phones), ("identity", claim.identities)):
        for value in values:
            keys.update(dict.fromkeys(_around(kind, value)))
    for email in claim.emails:
        keys.update(dict.fromkeys(_exact("email", email)))
    for digits in claim.last_digits:
        keys.update(dict.fromkeys(_exact("last", digits)))
    names = [name_words(claim.name)] if claim.name else []
    for words in (*names, *claim.named):
        keys.update(dict.fromkeys(_of_name(words)))
    givens = tuple(dict.fromkeys(sound(words[-1]) for words in (*names, *claim.named) if words))
    communes = tuple(dict.fromkeys((*([claim.commune] if claim.commune else []), *claim.communes)))
    days = tuple(_days(claim))
    for kind, some, others in (
        ("given-commune", givens, communes), ("given-procedure", givens, procedures),
        ("procedure-commune", procedures, communes), ("procedure-day", procedures, days),
        ("commune-day", communes, days),
        ("given-day", givens, days),
    ):  # fmt: skip
        keys.update(dict.fromkeys(key for one in some for other in others for key in _joined(kind, one, other)))
    return frozenset(list(keys)[:MOST_KEYS_TOLD])


def _of_name(words: tuple[str, ...]) -> Iterator[str]:
    if len(words) > 1:
        yield from _around("name", sounds(words))
        yield f"first-last:{sound(words[0])} {sound(words[-1])}"
    if len(words) > 2:
        yield f"two-last:{sound(words[-2])} {sound(words[-1])}"
    elif len(words) == 2:  # the middle name and the given one, as people are called
        yield f"two-last:{sounds(words[:1])} {sound(words[1])}"


def _around(kind: str, value: str) -> Iterator[str]:
    if value:
        yield from (f"{kind}:{one}" for one in slips(value))


def _exact(kind: str, value: str) -> Iterator[str]:
    if value:
        yield f"{kind}:{value}"


def _joined(kind: str, one: str, other: str) -> Iterator[str]:
    if one and other:
        yield f"{kind}:{one} {other}"


def _days(claim: MatchClaim) -> Iterator[str]:
    """Days on which it may have been filed, and the day before and after each."""
    for told in claim.days:
        if told.of is not Of.DUE and told.give <= DAYS_AROUND:
            for shift in range(-DAYS_AROUND, DAYS_AROUND + 1):
                day: date = told.day + timedelta(days=shift)
                yield day.isoformat()
