"""What notifications says no with: a step that is not allowed, a thing that is not known, a value that cannot be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages of the pages."""

    vi: str
    en: str

    def in_language(self, language: str) -> str:
        """``vi`` for everything but ``en``."""
        return self.en if language == "en" else self.vi


class NotificationsError(Exception):
    """Base of all refusals: ``slug`` is stable and names the problem type, ``words`` is for people."""

    def __init__(self, slug: str, words: Words) -> None:
        super().__init__(words.en)
        self.slug = slug
        self.words = words


class IllegalStep(NotificationsError):
    """It does not stand where this step is allowed, or not to this person."""


class NotFound(NotificationsError):
    """Nothing of that name."""


class TooManyAttempts(NotificationsError):
    """Done too often; try again after ``retry_after`` seconds."""

    def __init__(self, words: Words, retry_after: int) -> None:
        super().__init__("too-many-attempts", words)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One wrong value: a JSON pointer into the request (``/text``) and what is wrong with it."""

    pointer: str
    words: Words


class InvalidRequest(NotificationsError):
    """The request's values cannot be accepted; every fault names its field."""

    def __init__(self, *faults: FieldFault) -> None:
        super().__init__("invalid-request", Words("Thông tin chưa đúng", "Some fields are not right"))
        self.faults = faults

    def __str__(self) -> str:
        return "; ".join(f"{one.pointer}: {one.words.en}" for one in self.faults)
