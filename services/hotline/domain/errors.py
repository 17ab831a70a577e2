"""What the hotline says no with: a step that is not allowed, a thing that is not known, a value that cannot be."""

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


class HotlineError(Exception):
    """Base of all refusals: ``slug`` is stable and names the problem type, ``words`` is for people."""

    def __init__(self, slug: str, words: Words) -> None:
        super().__init__(words.en)
        self.slug = slug
        self.words = words


class IllegalStep(HotlineError):
    """The petition does not stand where this step is allowed."""


class NotFound(HotlineError):
    """Nothing of that name, or nothing that this caller may know of."""


class NotVerified(HotlineError):
    """The caller could not be verified. An unknown dossier and a wrong number are one and the same answer."""

    def __init__(self) -> None:
        super().__init__(
            "not-verified",
            Words(
                "Chưa đối chiếu được. Xem lại mã hồ sơ và số điện thoại người gọi đọc",
                "Not verified. Check the dossier code and the phone number as the caller gives them",
            ),
        )


class TooManyAttempts(HotlineError):
    """Tried too often; try again after ``retry_after`` seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            "too-many-attempts",
            Words(
                "Đã thử quá nhiều lần. Xin thử lại sau ít phút", "Too many attempts. Please try again in a few minutes"
            ),
        )
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One wrong value: a JSON pointer into the request (``/contact/phone``) and what is wrong with it."""

    pointer: str
    words: Words


class InvalidRequest(HotlineError):
    """The request's values cannot be accepted; every fault names its field."""

    def __init__(self, *faults: FieldFault) -> None:
        super().__init__("invalid-request", Words("Thông tin chưa đúng", "Some fields are not right"))
        self.faults = faults

    def __str__(self) -> str:
        return "; ".join(f"{one.pointer}: {one.words.en}" for one in self.faults)


class InvalidValue(ValueError):
    """A value that cannot be; ``words`` says what is wrong, without repeating the value."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words
