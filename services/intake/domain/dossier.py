"""The dossier: what was filed, how it stands at the front door, and which steps are allowed from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import Enum
from types import MappingProxyType
from typing import Any

from services.intake.domain.errors import IllegalStep, Words
from services.intake.domain.personal import Applicant, Person
from services.intake.domain.procedure import Procedure, TimeLimit
from services.intake.domain.progress import Decision, Progress
from services.intake.domain.status import Status
from shared.working_time import Ledger

PRIORITY_AGE = 60


class Channel(Enum):
    """The way by which a dossier came in."""

    ONLINE = "online"
    COUNTER = "counter"
    POST = "post"
    HOME = "home"
    MOBILE_POINT = "mobile_point"
    AGENCY = "agency"

    @property
    def words(self) -> Words:
        return _CHANNEL_WORDS[self]


_CHANNEL_WORDS = {
    Channel.ONLINE: Words("Trực tuyến", "Online"),
    Channel.COUNTER: Words("Trực tiếp tại quầy", "At the counter"),
    Channel.POST: Words("Bưu chính công ích", "Public post"),
    Channel.HOME: Words("Tại nhà", "At home"),
    Channel.MOBILE_POINT: Words("Điểm tiếp nhận lưu động", "Mobile point"),
    Channel.AGENCY: Words("Liên thông từ cơ quan khác", "From another agency"),
}


class ReturnMethod(Enum):
    """How the result is to reach, or reached, the applicant."""

    COUNTER = "counter"
    POST = "post"
    ELECTRONIC = "electronic"

    @property
    def words(self) -> Words:
        return _RETURN_WORDS[self]


_RETURN_WORDS = {
    ReturnMethod.COUNTER: Words("Tại quầy", "At the counter"),
    ReturnMethod.POST: Words("Qua bưu chính công ích", "By public post"),
    ReturnMethod.ELECTRONIC: Words("Bản điện tử", "Electronically"),
}


class ReceivedBy(Enum):
    """Who took the result: never a name."""

    APPLICANT = "applicant"
    REPRESENTATIVE = "representative"
    SUBMITTER = "submitter"
    POST_OFFICE = "post_office"


@dataclass(frozen=True, slots=True)
class ProcedureTaken:
    """What the dossier keeps of the catalogue's version in force when it was filed."""

    code: str
    version: int
    name: Words
    limit: TimeLimit
    variant: str | None = None
    variant_name: Words | None = None
    cut_off: time | None = None
    components: tuple[tuple[str, bool], ...] = ()

    @classmethod
    def of(cls, procedure: Procedure, variant: str | None) -> ProcedureTaken:
        """Raises NotFound for an unknown case."""
        case = procedure.variant(variant)
        return cls(
            procedure.code,
            procedure.version,
            procedure.name,
            procedure.limit_of(variant),
            variant,
            case.name if case else None,
            procedure.cut_off,
            tuple((one.name.vi, one.original) for one in procedure.components),
        )


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The receipt: when, by which account, due when and why then."""

    accepted_at: datetime
    accepted_by: str
    due_at: datetime
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class Returned:
    returned_at: datetime
    returned_by: str
    method: ReturnMethod
    received_by: ReceivedBy


@dataclass(frozen=True, slots=True)
class Dossier:
    """One aggregate; ``unit`` is the reception unit's code. Never mutated: every step gives the next state."""

    code: str
    version: int
    unit: str
    procedure: ProcedureTaken
    channel: Channel
    applicant: Applicant
    return_method: ReturnMethod
    filed_at: datetime
    filed_by: str
    owner_token_hash: str = field(repr=False)
    submitted_by: Person | None = None
    form: Mapping[str, Any] = field(default_factory=dict)
    language: str = "vi"
    status: Status = Status.FILED
    priority: bool = False
    acceptance: Acceptance | None = None
    progress: Progress = field(default_factory=Progress)
    returned: Returned | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "form", MappingProxyType(dict(self.form)))

    @property
    def id(self) -> str:
        return self.code

    @property
    def due_at(self) -> datetime | None:
        """None until acceptance: a date that nobody set is never shown."""
        return self.acceptance.due_at if self.acceptance else None

    def accept(self, acceptance: Acceptance) -> Dossier:
        """1 → 2. Raises IllegalStep."""
        if self.status is not Status.FILED:
            raise self._illegal(
                "already-accepted" if self.acceptance else "not-acceptable",
                Words("Chỉ tiếp nhận được hồ sơ mới đăng ký", "Only a newly filed dossier is accepted"),
            )
        return self._next(status=Status.ACCEPTED, acceptance=acceptance)

    def follow(self, progress: Progress) -> Dossier:
        """2 → 4 once the case is open or a task is out, → 9 once it is decided; never backwards.

        The same dossier where nothing new was told. Raises IllegalStep before acceptance.
        """
        if self.acceptance is None:
            raise self._illegal("not-accepted", Words("Hồ sơ chưa được tiếp nhận", "The dossier is not accepted yet"))
        if progress == self.progress:
            return self
        status = self.status
        if status is Status.ACCEPTED and (progress.opened_at or progress.tasks):
            status = Status.IN_PROGRESS
        if status in (Status.ACCEPTED, Status.IN_PROGRESS) and progress.decision:
            status = Status.DONE
        return self._next(status=status, progress=progress)

    def give_back(self, returned: Returned) -> Dossier:
        """9 → 10. Raises IllegalStep."""
        if self.status is Status.RETURNED:
            raise self._illegal("already-returned", Words("Kết quả đã được trả", "The result was returned already"))
        if self.status is not Status.DONE:
            raise self._illegal("no-result-yet", Words("Chưa có kết quả để trả", "There is no result to return yet"))
        return self._next(status=Status.RETURNED, returned=returned)

    @property
    def decision(self) -> Decision | None:
        return self.progress.decision

    def _next(self, **changes: Any) -> Dossier:
        return replace(self, version=self.version + 1, **changes)

    def _illegal(self, slug: str, words: Words) -> IllegalStep:
        here = self.status.words
        return IllegalStep(
            slug, Words(f"{words.vi}; hồ sơ đang ở bước: {here.vi}.", f"{words.en}; the dossier stands at: {here.en}.")
        )


def has_priority(applicant: Applicant, day: date) -> bool:
    """Older people come first without an entry in the register."""
    age = applicant.age_on(day)
    return age is not None and age >= PRIORITY_AGE
