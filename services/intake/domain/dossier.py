"""The dossier: what was filed, how it stands at the front door, and which steps are allowed from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from services.intake.domain.acceptance import Acceptance
from services.intake.domain.channel import Channel
from services.intake.domain.endings import Refusal, Withdrawal
from services.intake.domain.errors import IllegalStep, Words
from services.intake.domain.personal import Applicant, Person
from services.intake.domain.procedure_taken import ProcedureTaken
from services.intake.domain.progress import Decision, Progress
from services.intake.domain.returning import Returned, ReturnMethod
from services.intake.domain.status import RUNNING, Status
from services.intake.domain.supplement import RECEPTION, Supplement, Supplied
from shared.working_time import Ledger


@dataclass(frozen=True, slots=True)
class Dossier:
    """One aggregate; ``unit`` is the reception unit's code. Never mutated: every step gives the next state.

    ``owner_token`` is kept only where an officer filed for somebody and so saw it: for the receipt on paper.
    """

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
    refusal: Refusal | None = None
    supplements: tuple[Supplement, ...] = ()
    withdrawal: Withdrawal | None = None
    owner_token: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "form", MappingProxyType(dict(self.form)))

    @property
    def id(self) -> str:
        return self.code

    @property
    def due_at(self) -> datetime | None:
        """None until acceptance: a date that nobody set is never shown. A supplement moves it when it is answered."""
        moved = self._moved
        if moved is not None:
            return moved.due_at
        return self.acceptance.due_at if self.acceptance else None

    @property
    def ledger(self) -> Ledger | None:
        """The sum of the due date that holds now."""
        moved = self._moved
        if moved is not None:
            return moved.ledger
        return self.acceptance.ledger if self.acceptance else None

    @property
    def asked(self) -> Supplement | None:
        """What the applicant is asked for now."""
        if self.status is not Status.SUPPLEMENT_ASKED:
            return None
        return next((one for one in self.supplements if one.supplied is None), None)

    def must_be_asked(self) -> Supplement:
        """The same. Raises IllegalStep where nothing is asked."""
        asked = self.asked
        if asked is None:
            raise self._illegal(
                "nothing-asked", Words("Không có giấy tờ nào đang phải bổ sung", "No further papers are asked for")
            )
        return asked

    def supplement(self, id: str) -> Supplement | None:
        """What was asked under this id, answered or not."""
        return next((one for one in self.supplements if one.id == id), None)

    def accept(self, acceptance: Acceptance) -> Dossier:
        """1 → 2. Raises IllegalStep."""
        if self.status is not Status.FILED:
            raise self._illegal(
                "already-accepted" if self.acceptance else "not-acceptable",
                Words("Chỉ tiếp nhận được hồ sơ mới đăng ký", "Only a newly filed dossier is accepted"),
            )
        return self._next(status=Status.ACCEPTED, acceptance=acceptance)

    def refuse(self, refusal: Refusal) -> Dossier:
        """1 → 3; from 5 only where the unit asked before acceptance and the time for the answer is over.

        Raises IllegalStep: while an applicant is asked for papers, the dossier is not refused as well.
        """
        asked = self.asked
        expired = asked is not None and self.acceptance is None and asked.respond_by < refusal.refused_at
        if self.status is not Status.FILED and not expired:
            raise self._illegal(
                "not-refusable",
                Words("Chỉ từ chối được hồ sơ chưa tiếp nhận", "Only a dossier that is not accepted yet is refused"),
            )
        return self._next(status=Status.REFUSED, refusal=refusal)

    def ask(self, supplement: Supplement) -> Dossier:
        """1 → 5: the unit asks, once and in full, before it accepts. Raises IllegalStep."""
        if self.supplement(RECEPTION) is not None:
            raise self._illegal(
                "supplement-already-asked",
                Words("Chỉ yêu cầu bổ sung một lần, đầy đủ", "Further papers are asked for once, in full"),
            )
        if self.status is not Status.FILED:
            raise self._illegal(
                "not-supplementable",
                Words("Chỉ yêu cầu bổ sung trước khi tiếp nhận", "The unit asks for papers before it accepts"),
            )
        return self._asked(supplement, Status.SUPPLEMENT_ASKED)

    def ask_for_agency(self, supplement: Supplement) -> Dossier:
        """2, 4 → 5: an agency asks, once for each of its tasks; the clock stands still.

        The same dossier where it is known. What comes behind the end changes no status. Raises IllegalStep before
        acceptance.
        """
        if self.acceptance is None:
            raise self._not_accepted()
        if self.supplement(supplement.id) is not None:
            return self
        return self._asked(supplement, Status.SUPPLEMENT_ASKED if self.status in RUNNING else self.status)

    def supply(self, supplied: Supplied) -> Dossier:
        """5 → 1 before acceptance, else → 2 or 4, as it stood: the applicant answered. Raises IllegalStep."""
        asked = self.must_be_asked()
        answered = asked.answered(supplied)
        supplements = tuple(answered if one is asked else one for one in self.supplements)
        status = self._running_status() if self.acceptance else Status.FILED
        if any(one.supplied is None for one in supplements):
            status = Status.SUPPLEMENT_ASKED
        return self._next(status=status, supplements=supplements)

    def withdraw(self, withdrawal: Withdrawal) -> Dossier:
        """1, 2, 4, 5, 6 → 7, never once it is decided. Raises IllegalStep."""
        if self.status is Status.WITHDRAWN:
            raise self._illegal("already-withdrawn", Words("Hồ sơ đã được rút", "The dossier was withdrawn already"))
        if self.status.is_closed or self.decision is not None:
            raise self._illegal(
                "not-withdrawable",
                Words("Chỉ rút được hồ sơ chưa có kết quả", "Only a dossier that is not decided yet is withdrawn"),
            )
        return self._next(status=Status.WITHDRAWN, withdrawal=withdrawal)

    def follow(self, progress: Progress) -> Dossier:
        """2 → 4 once the case is open or a task is out, → 9 once it is decided; never backwards.

        The same dossier where nothing new was told. Raises IllegalStep before acceptance.
        """
        if self.acceptance is None:
            raise self._not_accepted()
        if progress == self.progress:
            return self
        status = self.status
        if status is Status.ACCEPTED and (progress.opened_at or progress.tasks):
            status = Status.IN_PROGRESS
        if progress.decision and not status.is_closed:
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

    @property
    def _moved(self) -> Supplied | None:
        """The last answer that moved the due date."""
        answers = [one.supplied for one in self.supplements if one.supplied and one.supplied.due_at]
        return max(answers, key=lambda one: one.answered_at, default=None)

    def _asked(self, supplement: Supplement, status: Status) -> Dossier:
        supplements = sorted((*self.supplements, supplement), key=lambda one: (one.requested_at, one.id))
        return self._next(status=status, supplements=tuple(supplements))

    def _running_status(self) -> Status:
        return Status.IN_PROGRESS if self.progress.opened_at or self.progress.tasks else Status.ACCEPTED

    def _not_accepted(self) -> IllegalStep:
        return self._illegal("not-accepted", Words("Hồ sơ chưa được tiếp nhận", "The dossier is not accepted yet"))

    def _next(self, **changes: Any) -> Dossier:
        return replace(self, version=self.version + 1, **changes)

    def _illegal(self, slug: str, words: Words) -> IllegalStep:
        here = self.status.words
        return IllegalStep(
            slug, Words(f"{words.vi}; hồ sơ đang ở bước: {here.vi}.", f"{words.en}; the dossier stands at: {here.en}.")
        )
