"""The file that an agency issues with its decision, from its upload or arrival until it is the dossier's paper."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from services.intake.domain.errors import IllegalStep, IntakeError, Words
from services.intake.domain.paper import Content, Scan


class ResultRefused(IntakeError):
    """The file is not what the decision says, or cannot be used; the agency is told and sends another one."""


DIFFERS = Words("Tệp kết quả khác với mã kiểm tra trong quyết định", "The file has another sum than the decision says")
INFECTED = Words("Tệp kết quả có vi-rút, gửi một tệp khác", "The file is infected, send another one")
NOT_UPLOADED = Words("Chưa thấy tệp kết quả mà quyết định nêu", "The upload that the decision names is not there")
OTHER_TYPE = Words("Tệp kết quả không phải loại tệp đã nêu", "The file is of another type than the decision says")


@dataclass(frozen=True, slots=True)
class Given:
    """What the decision says of the paper: its name and number, and what the file must be.

    ``upload`` is the upload that it names, empty where the file came with the decision; ``told`` is the sequence of
    the telling.
    """

    name: str
    number: str
    sha256: str
    size: int
    media_type: str
    upload: str
    given_at: datetime
    told: int


@dataclass(frozen=True, slots=True)
class AgencyResult:
    """One aggregate; ``id`` is the task's. ``content`` is a file that came with the decision and is not among the files
    yet; ``file`` lies there. ``refused`` names why it was not taken, in words ``why``;
    ``paper`` the dossier's paper that it became."""

    id: str
    version: int
    dossier: str
    agency: str
    file: Content | None = None
    scan: Scan = Scan.PENDING
    content: bytes | None = field(default=None, repr=False)
    given: Given | None = None
    refused: str | None = None
    why: Words | None = None
    paper: str | None = None
    at: datetime | None = None

    @property
    def awaits_another(self) -> bool:
        """Whether another file may come though the task is decided."""
        return self.refused is not None and self.paper is None

    def uploaded(self, file: Content, at: datetime) -> AgencyResult:
        """With this file; the same result where it was there before. Raises IllegalStep for a second, other one."""
        if self.file is not None and self.file.sha256 == file.sha256 and self.refused is None:
            return self
        if self.paper is not None or (self.refused is None and (self.file or self.content)):
            raise IllegalStep(
                "result-uploaded-before",
                Words("Việc này đã có tệp kết quả khác", "Another result was uploaded for this task before"),
            )
        given = self.given and replace(
            self.given, upload=file.file, sha256=file.sha256, size=file.size, media_type=file.media_type
        )
        return self._next(file=file, scan=Scan.PENDING, content=None, refused=None, why=None, given=given, at=at)

    def given_with(self, given: Given, content: bytes | None) -> AgencyResult:
        """As the decision says it; the same result where that was heard before."""
        if self.given is not None:
            return self
        return self._next(given=given, content=content, at=given.given_at)

    def stored(self, file: Content, scan: Scan) -> AgencyResult:
        """Its file lies among the files and was looked at by the scanner; the same result where that is known."""
        if (self.file, self.scan, self.content) == (file, scan, None):
            return self
        return self._next(file=file, scan=scan, content=None)

    def not_taken(self, reason: str, words: Words) -> AgencyResult:
        """Refused for this reason."""
        return self._next(refused=reason, why=words, content=None)

    def became(self, paper: str) -> AgencyResult:
        """It is the dossier's paper."""
        return self._next(paper=paper)

    def require_as_given(self, given: Given) -> Content:
        """The file that the decision speaks of. Raises ResultRefused where it is another one."""
        if self.file is None or (given.upload and given.upload != self.file.file):
            raise ResultRefused("result-not-uploaded", NOT_UPLOADED)
        if (given.sha256, given.size) != (self.file.sha256, self.file.size):
            raise ResultRefused("result-hash-differs", DIFFERS)
        if given.media_type != self.file.media_type:
            raise ResultRefused("result-type-differs", OTHER_TYPE)
        return self.file

    def _next(self, **changes: Any) -> AgencyResult:
        return replace(self, version=self.version + 1, **changes)


def awaited(task: str, dossier: str, agency: str) -> AgencyResult:
    """Of which nothing has come yet."""
    return AgencyResult(task, 0, dossier, agency)
