"""Which signed links of agencies are good: each opens one task's papers, or takes its result, while the task lasts."""

from __future__ import annotations

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IntakeError, Words
from services.intake.domain.status import Status

ENDED = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.STOPPED, Status.RETURNED, Status.DONE})
# What a link opens; the words stand in the link.
PAPERS, RESULT = "task-papers", "task-result"


class LinkRefused(IntakeError):
    """The link opens nothing, or not this."""


class LinkOver(IntakeError):
    """It was a good link; its time or its task has ended."""


def not_valid() -> LinkRefused:
    return LinkRefused(
        "link-not-valid", Words("Đường dẫn bị sửa hoặc thiếu", "The link is missing, or it was changed on its way")
    )


def of_another_task() -> LinkRefused:
    return LinkRefused("link-of-another-task", Words("Đường dẫn của việc khác", "The link is another task's"))


def of_another_use() -> LinkRefused:
    return LinkRefused("link-of-another-use", Words("Đường dẫn dùng vào việc khác", "The link is for something else"))


def expired() -> LinkOver:
    return LinkOver(
        "link-expired",
        Words("Đường dẫn hết hạn. Gửi agency.papers.requested.v1 để xin lại", "Expired: ask for a new one by message"),
    )


def require_lasting(dossier: Dossier, task: str) -> None:
    """Raises LinkOver where the task has ended: decided, recalled, given to another agency, or over with its case.

    A task that was not heard of yet lasts: its letter was quicker than the news of it, and its link is signed.
    """
    progress = dossier.progress
    known = progress.tasks.get(task)
    over = progress.decision is not None or dossier.status in ENDED or task in progress.taken_back
    if known is not None:
        told = max(known.dispatch_told, known.acknowledgement_told)
        over = over or known.done_at is not None or known.left is not None or known.refused is not None
        over = over or progress.is_over(told)
    if over:
        raise LinkOver(
            "task-ended",
            Words("Việc này đã kết thúc hoặc bị thu hồi", "The task has ended or was taken back: its link is over"),
        )
