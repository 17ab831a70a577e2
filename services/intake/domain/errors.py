"""What the domain says no with: a rule that forbids a step, or a value that cannot be."""

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

    def __str__(self) -> str:
        return self.vi


class IntakeError(Exception):
    """Base of all refusals: ``slug`` is stable and names the problem type, ``words`` is for people."""

    def __init__(self, slug: str, words: Words) -> None:
        super().__init__(words.en)
        self.slug = slug
        self.words = words


class IllegalStep(IntakeError):
    """The dossier does not stand where this step is allowed."""


class NotFound(IntakeError):
    """Nothing of that name, or nothing that this caller may know of."""


class UnreadableFile(IntakeError):
    """What was sent is no file of the kind that was asked for."""

    def __init__(self, words: Words) -> None:
        super().__init__("unreadable-file", words)


class SignInRefused(IntakeError):
    """Unknown user and wrong password look the same."""


class TooManyAttempts(IntakeError):
    """This code, account or address was tried too often; try again after ``retry_after`` seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            "too-many-attempts",
            Words(
                "Tra cứu quá nhiều lần. Xin thử lại sau ít phút", "Too many attempts. Please try again in a few minutes"
            ),
        )
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One wrong value: a JSON pointer into the request (``/applicant/phone``) and what is wrong with it."""

    pointer: str
    words: Words


class InvalidRequest(IntakeError):
    """The request's values cannot be accepted; every fault names its field."""

    def __init__(self, faults: tuple[FieldFault, ...]) -> None:
        super().__init__("invalid-request", Words("Thông tin chưa đúng", "Some fields are not right"))
        self.faults = faults

    def __str__(self) -> str:
        return "; ".join(f"{one.pointer}: {one.words.en}" for one in self.faults)
