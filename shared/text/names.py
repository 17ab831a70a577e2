"""Vietnamese personal names: family name first, given name last."""

from __future__ import annotations

from shared.text.folding import normalise, search_key


def tidy_name(name: str) -> str:
    """A name as it is kept: NFC and single spaces; written in capitals or in small letters only, it gets title case."""
    tidy = normalise(name)
    return " ".join(word[:1].upper() + word[1:].lower() for word in tidy.split()) if _one_case(tidy) else tidy


def given_name(name: str) -> str:
    """The word by which a person is called: the last one."""
    words = normalise(name).split()
    return words[-1] if words else ""


def name_order(name: str) -> tuple[str, str]:
    """Sorts people as lists in Viet Nam do: by given name, then by the whole name."""
    return search_key(given_name(name)), search_key(name)


def _one_case(name: str) -> bool:
    return name == name.upper() or name == name.lower()
