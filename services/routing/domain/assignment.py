"""Who within an agency has a task: taken, assigned, handed over with a reason, and what colleagues noted on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from services.routing.domain.case import Case
from services.routing.domain.refusals import held_by_another, wrong_value

LONGEST_TEXT = 4_000
LONGEST_REASON = 500
MOST_COMMENTS = 200
MOST_FILES = 5


class Act(Enum):
    """What a person did with a task."""

    CLAIMED = "claimed"
    ASSIGNED = "assigned"
    HANDED_OVER = "handed_over"
    DECIDED = "decided"
    ASKED = "asked"
    REFUSED = "refused"
    REASSIGNED = "reassigned"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history; ``to`` has the task after it, ``instead_of`` is whom that person stands in for, and
    ``said`` is the outcome or the step's own word."""

    act: Act
    at: datetime
    by: str
    to: str = ""
    why: str = ""
    instead_of: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a comment; ``id`` finds its content."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Comment:
    """What one of the agency noted for its colleagues; neither the applicant nor another agency reads it."""

    id: str
    at: datetime
    by: str
    text: str
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Assignment:
    """``id`` is the task's id, ``agency`` its agency's code; who has the task stands on the task itself."""

    id: str
    version: int
    agency: str
    history: tuple[Entry, ...] = ()
    comments: tuple[Comment, ...] = ()

    def did(self, entry: Entry) -> Assignment:
        """The assignment with one more line."""
        return replace(self, version=self.version + 1, history=(*self.history, entry))

    def noted(self, comment: Comment) -> Assignment:
        """The assignment with one more comment. Raises Refused."""
        if not comment.text.strip() and not comment.files:
            raise wrong_value("text", "Ghi nhận xét hoặc đính kèm tệp", "Write something or attach a file")
        if len(comment.text) > LONGEST_TEXT:
            raise wrong_value("text", f"Không quá {LONGEST_TEXT} chữ", f"At most {LONGEST_TEXT} characters")
        if len(comment.files) > MOST_FILES:
            raise wrong_value("files", f"Không quá {MOST_FILES} tệp", f"At most {MOST_FILES} files")
        if len(self.comments) >= MOST_COMMENTS:
            raise wrong_value("text", "Việc này đã đủ nhận xét", "This task has as many comments as it can")
        return replace(self, version=self.version + 1, comments=(*self.comments, comment))

    def decided_by(self) -> str:
        """Who decided the task on the page; empty where the agency's software did, or nobody."""
        return next((one.by for one in reversed(self.history) if one.act in (Act.DECIDED, Act.REFUSED)), "")

    def file(self, id: str) -> Attachment | None:
        """An attachment of one of the comments."""
        return next((one for comment in self.comments for one in comment.files if one.id == id), None)


def held(before: Case, case: Case, task_id: str, who: str) -> Case:
    """The case whose task this person has; ``case`` is ``before`` or one step behind it, and stays one step."""
    if case.task(task_id).assignee == who:
        return case
    tasks = tuple(replace(one, assignee=who) if one.id == task_id else one for one in case.tasks)
    return replace(case, version=before.version + 1, tasks=tasks)


def must_be_own(assignee: str, by: str, stands_in_for: frozenset[str]) -> None:
    """Whoever works on a task has it, or stands in for who has it, or takes one that nobody has. Raises Refused."""
    if assignee and assignee != by and assignee not in stands_in_for:
        raise held_by_another(assignee)


def checked_reason(why: str) -> str:
    """The reason without its outer blanks. Raises Refused."""
    text = why.strip()
    if not text:
        raise wrong_value("why", "Ghi lý do", "Give the reason")
    if len(text) > LONGEST_REASON:
        raise wrong_value("why", f"Không quá {LONGEST_REASON} chữ", f"At most {LONGEST_REASON} characters")
    return text
