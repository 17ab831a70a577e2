"""The ten national statuses of a dossier, with their words."""

from __future__ import annotations

from enum import IntEnum

from services.intake.domain.errors import Words


class Status(IntEnum):
    """Numbers as the national portal counts them."""

    FILED = 1
    ACCEPTED = 2
    REFUSED = 3
    IN_PROGRESS = 4
    SUPPLEMENT_ASKED = 5
    PAYMENT_ASKED = 6
    WITHDRAWN = 7
    STOPPED = 8
    DONE = 9
    RETURNED = 10

    @property
    def words(self) -> Words:
        return _WORDS[self]

    @property
    def is_closed(self) -> bool:
        """Nothing more happens to it."""
        return self in CLOSED


_WORDS = {
    Status.FILED: Words("Mới đăng ký", "Filed"),
    Status.ACCEPTED: Words("Được tiếp nhận", "Accepted"),
    Status.REFUSED: Words("Không được tiếp nhận", "Not accepted"),
    Status.IN_PROGRESS: Words("Đang xử lý", "In progress"),
    Status.SUPPLEMENT_ASKED: Words("Yêu cầu bổ sung giấy tờ", "Further papers asked for"),
    Status.PAYMENT_ASKED: Words("Yêu cầu thực hiện nghĩa vụ tài chính", "Payment asked for"),
    Status.WITHDRAWN: Words("Công dân yêu cầu rút hồ sơ", "Withdrawn"),
    Status.STOPPED: Words("Dừng xử lý", "Stopped"),
    Status.DONE: Words("Đã xử lý xong", "Done"),
    Status.RETURNED: Words("Đã trả kết quả", "Result returned"),
}

RUNNING = frozenset({Status.ACCEPTED, Status.IN_PROGRESS})  # the clock of the due date runs
PAUSED = frozenset({Status.SUPPLEMENT_ASKED, Status.PAYMENT_ASKED})  # it waits for the applicant: never late
CLOSED = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.STOPPED, Status.RETURNED})
