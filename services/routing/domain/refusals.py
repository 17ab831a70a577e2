"""What people are told where a step of theirs cannot be done: a stable name, and words in both languages."""

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


class Refused(Exception):
    """``slug`` is stable and names the problem's type; ``field`` names the value at fault, where it is one."""

    def __init__(self, slug: str, words: Words, field: str = "") -> None:
        super().__init__(words.en)
        self.slug = slug
        self.words = words
        self.field = field


def wrong_value(field: str, vi: str, en: str) -> Refused:
    """A value that cannot be."""
    return Refused("invalid", Words(vi, en), field)


def not_given() -> Refused:
    return Refused(
        "not-given-yet",
        Words("Việc này chưa tới lượt gửi cho cơ quan", "This task has not been given to the agency yet"),
    )


def not_taken() -> Refused:
    return Refused(
        "not-taken-yet", Words("Việc này chưa ai nhận: nhận việc trước", "Nobody has taken this task: take it first")
    )


def waits_for_papers() -> Refused:
    return Refused(
        "waits-for-papers",
        Words("Đang chờ người nộp bổ sung giấy tờ", "The task waits for papers of the applicant"),
    )


def asked_before() -> Refused:
    return Refused(
        "asked-before",
        Words("Đã yêu cầu bổ sung một lần. Chỉ được yêu cầu một lần, đầy đủ", "Papers are asked for once, in full"),
    )


def decided_by_colleague(who: str) -> Refused:
    return Refused(
        "decided-by-colleague",
        Words(f"{who} đã giải quyết việc này", f"{who} has decided this task before"),
    )


def decided_by_software() -> Refused:
    return Refused(
        "decided-by-software",
        Words("Phần mềm của cơ quan đã trả lời việc này trước", "The agency's software has decided this task before"),
    )


def no_longer_here() -> Refused:
    return Refused(
        "no-longer-here",
        Words("Việc này đã thu hồi hoặc đã chuyển đi, không còn ở cơ quan", "The task was taken back from the agency"),
    )


def held_by_another(who: str) -> Refused:
    return Refused(
        "held-by-another",
        Words(
            f"{who} đang giữ việc này. Chuyển giao, có lý do, rồi mới làm",
            f"{who} has this task: hand it over, with a reason, before you work on it",
        ),
    )


def changed_meanwhile() -> Refused:
    return Refused(
        "changed-meanwhile",
        Words("Việc này vừa có thay đổi. Xem lại rồi làm tiếp", "It has changed meanwhile: look again"),
    )


def not_allowed(reason: str) -> Refused:
    """A rule of the case forbids it; the reason is the rule's own."""
    return Refused("not-allowed", Words(f"Quy trình không cho làm bước này ({reason})", reason))
