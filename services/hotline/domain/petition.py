"""A petition: what somebody told, who has it, what was answered; its steps and what forbids them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum

from services.hotline.domain.errors import IllegalStep, Words
from services.hotline.domain.inside.step_place import StepPlace
from services.hotline.domain.kinds import Channel, Kind, Topic


class Status(Enum):
    """Where a petition stands. ``HANDED_OVER`` is where complaints and denunciations begin and stay: they are written
    down with the guide that was given, and are not this service's to answer or close."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"
    HANDED_OVER = "handed_over"

    @property
    def words(self) -> Words:
        return _STATUSES[self]


OPEN = frozenset({Status.RECEIVED, Status.ASSIGNED})


class Act(Enum):
    """What was done, as the petition's own history keeps it."""

    RECEIVED = "received"
    HANDED_OVER = "handed_over"
    LINKED = "linked"
    UNLINKED = "unlinked"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"
    NAMED = "named"
    PLACED = "placed"


@dataclass(frozen=True, slots=True)
class Entry:
    """``who`` did it (``staff:operator``, ``public``), when; ``note`` is a dossier's code, a step or accounts."""

    act: Act
    at: datetime
    who: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PublicAnswer:
    """What was answered; whoever petitioned reads it."""

    text: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Petition:
    """``text`` is what was told, in the petitioner's own words; ``claimed_dossier`` what they named as their dossier,
    as typed. ``dossier`` is a dossier's code only where its owner's number was verified. ``due_at`` is None for what
    is not answered here. ``rules_of`` says by which rules the date was reckoned. ``named`` are the accounts of staff
    whom it names: they may never know of it. ``went_wrong`` is the step of a procedure where something did. Who it is
    from stands elsewhere (``contact.Identity``); here only whether it is ``anonymous``."""

    id: str
    version: int
    kind: Kind
    topic: Topic
    channel: Channel
    text: str
    language: str
    anonymous: bool
    key_hash: str
    received_at: datetime
    received_by: str
    due_at: datetime | None
    rules_of: date
    status: Status
    claimed_dossier: str = ""
    dossier: str | None = None
    officer: str | None = None
    answer: PublicAnswer | None = None
    closed_at: datetime | None = None
    named: tuple[str, ...] = ()
    went_wrong: StepPlace | None = None
    history: tuple[Entry, ...] = field(default=())

    @property
    def code(self) -> str:
        """The id, as people know it."""
        return self.id

    @property
    def listed_at(self) -> datetime:
        """What lists are ordered by: the due date while it is open, else when it came to where it stands."""
        if self.status in OPEN and self.due_at:
            return self.due_at
        return self.closed_at or (self.answer.at if self.answer else self.received_at)

    def linked(self, dossier: str, at: datetime, who: str) -> Petition:
        """About this dossier; itself where it was so before. Raises IllegalStep."""
        self._must_be_alive("link")
        if self.dossier == dossier:
            return self
        if self.dossier is not None:
            raise IllegalStep(
                "linked-already",
                Words("Đã gắn một hồ sơ khác. Gỡ ra trước đã", "Another dossier is linked. Unlink it first"),
            )
        return self._with(Entry(Act.LINKED, at, who, dossier), dossier=dossier)

    def unlinked(self, at: datetime, who: str) -> Petition:
        """About no known dossier any more; itself where there was none. Raises IllegalStep."""
        self._must_be_alive("unlink")
        if self.dossier is None:
            return self
        return self._with(Entry(Act.UNLINKED, at, who, self.dossier), dossier=None)

    def assigned(self, officer: str, at: datetime, who: str) -> Petition:
        """In this officer's hands; itself where it was there before. Raises IllegalStep once it is answered."""
        if self.status not in OPEN:
            raise self._too_late("assign")
        if officer in self.named:
            raise IllegalStep(
                "is-named",
                Words(
                    "Phản ánh này nêu chính người đó, hãy giao người khác", "It names this very person; choose another"
                ),
            )
        if self.officer == officer:
            return self
        return self._with(Entry(Act.ASSIGNED, at, who, officer), status=Status.ASSIGNED, officer=officer)

    def answered(self, answer: PublicAnswer, officer: str) -> Petition:
        """Answered, once, by the officer who has it. Raises IllegalStep."""
        if self.status is Status.RECEIVED:
            raise IllegalStep(
                "not-assigned",
                Words("Chưa giao cho ai. Nhận việc trước rồi trả lời", "Nobody has it yet. Take it first, then answer"),
            )
        if self.status is not Status.ASSIGNED:
            raise self._too_late("answer")
        if self.officer != officer:
            raise IllegalStep(
                "another-officers", Words("Việc này đang giao cho cán bộ khác", "This is in another officer's hands")
            )
        return self._with(Entry(Act.ANSWERED, answer.at, answer.who), status=Status.ANSWERED, answer=answer)

    def closed(self, at: datetime, who: str) -> Petition:
        """Closed after its answer; itself where it was closed before. Raises IllegalStep where no answer was given."""
        if self.status is Status.CLOSED:
            return self
        if self.status is not Status.ANSWERED:
            raise IllegalStep(
                "not-answered",
                Words("Chưa trả lời thì chưa đóng được", "It cannot be closed before it is answered")
                if self.status in OPEN
                else _ITS_OWN_PATH,
            )
        return self._with(Entry(Act.CLOSED, at, who), status=Status.CLOSED, closed_at=at)

    def naming(self, accounts: tuple[str, ...], at: datetime, who: str) -> Petition:
        """Names these people's accounts, at any stage; itself where it named them before. What one of them has in hand
        is nobody's again."""
        if accounts == self.named:
            return self
        free = self.status is Status.ASSIGNED and self.officer in accounts
        status, officer = (Status.RECEIVED, None) if free else (self.status, self.officer)
        entry = Entry(Act.NAMED, at, who, ", ".join(accounts))
        return self._with(entry, named=accounts, status=status, officer=officer)

    def gone_wrong_at(self, place: StepPlace, at: datetime, who: str) -> Petition:
        """Says at which step of the procedure something went wrong, at any stage; itself where it said so before."""
        if self.went_wrong is not None and replace(self.went_wrong, said_by=place.said_by) == place:
            return self
        return self._with(Entry(Act.PLACED, at, who, place.step), went_wrong=place)

    def _must_be_alive(self, step: str) -> None:
        if self.status in (Status.CLOSED, Status.HANDED_OVER):
            raise self._too_late(step)

    def _too_late(self, step: str) -> IllegalStep:
        if self.status is Status.HANDED_OVER:
            return IllegalStep("own-legal-path", _ITS_OWN_PATH)
        return IllegalStep(
            f"too-late-to-{step}",
            Words(
                "Đã trả lời hoặc đã đóng, không làm bước này được nữa", "It was answered or closed; this step is over"
            ),
        )

    def _with(self, entry: Entry, **changes: object) -> Petition:
        return replace(self, version=self.version + 1, history=(*self.history, entry), **changes)  # type: ignore[arg-type]


_ITS_OWN_PATH = Words(
    "Đây là khiếu nại hoặc tố cáo, có đường riêng theo luật, không xử lý như phản ánh",
    "This is a complaint or denunciation: it has its own path by law and is not handled as feedback",
)
_STATUSES = {
    Status.RECEIVED: Words("Đã nhận", "Received"),
    Status.ASSIGNED: Words("Đang xem xét", "Being looked into"),
    Status.ANSWERED: Words("Đã trả lời", "Answered"),
    Status.CLOSED: Words("Đã đóng", "Closed"),
    Status.HANDED_OVER: Words("Đã hướng dẫn đường riêng", "Own path explained"),
}
