"""A petition: what somebody told, who has it, what was answered; its steps and what forbids them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum

from services.hotline.domain.answers.proposal import Proposal, must_wait, waiting
from services.hotline.domain.clocks.pause import Pause, ended, is_running
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
    PROPOSED = "proposed"
    SENT_BACK = "sent_back"
    ANSWERED = "answered"
    CLOSED = "closed"
    TOLD = "told"
    PAUSED = "paused"
    RESUMED = "resumed"
    EXTENDED = "extended"
    TOPIC_CHANGED = "topic_changed"
    HANDED_ON = "handed_on"
    REPLIED = "replied"
    REOPENED = "reopened"
    SURVEYED = "surveyed"
    RATED = "rated"
    MERGED = "merged"
    PARTED = "parted"
    NAMED = "named"
    PLACED = "placed"
    RECLASSIFIED = "reclassified"


@dataclass(frozen=True, slots=True)
class Entry:
    """``who`` did it (``staff:operator``, ``public``), when; ``note`` is a dossier's or a matter's code, a step, a
    kind, an opinion (``satisfied``), or an officer's account or several."""

    act: Act
    at: datetime
    who: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """What was said with the act of that time: a word to or from whoever petitioned, or a reason."""

    act: Act
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class PublicAnswer:
    """What was answered; whoever petitioned reads it. ``approved_by`` is empty where the rules ask for no approval."""

    text: str
    at: datetime
    who: str
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class Petition:
    """``text`` is what was told, in the petitioner's own words; ``claimed_dossier`` what they named as their dossier,
    as typed. ``dossier`` is a dossier's code only where its owner's number was verified. ``due_at`` is None for what
    is not answered here. ``rules_of`` says by which rules the date was reckoned. ``named`` are the accounts of staff
    whom it names: they may never know of it. ``went_wrong`` is the step of a procedure where something did. Who it is
    from stands elsewhere (``contact.Identity``); here only whether it is ``anonymous``. ``unit`` has it while no
    officer has: the one that it was handed on to. ``bounces`` counts how often it was handed on since somebody decided
    whose it is; ``leader_decides`` once that was too often. ``earlier`` are the answers before it was
    reopened, ``proposals`` all answers that were written, with what became of each. ``matter`` is the code of
    the matter that it belongs to with other contacts (``matters.Matter``), empty while it stands alone."""

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
    proposals: tuple[Proposal, ...] = ()
    closed_at: datetime | None = None
    named: tuple[str, ...] = ()
    went_wrong: StepPlace | None = None
    history: tuple[Entry, ...] = field(default=())
    unit: str = ""
    bounces: int = 0
    leader_decides: bool = False
    pauses: tuple[Pause, ...] = ()
    remarks: tuple[Remark, ...] = ()
    earlier: tuple[PublicAnswer, ...] = ()
    matter: str = ""

    @property
    def code(self) -> str:
        """The id, as people know it."""
        return self.id

    @property
    def proposal(self) -> Proposal | None:
        """The answer that waits for approval."""
        return waiting(self.proposals) if self.status is Status.ASSIGNED else None

    @property
    def listed_at(self) -> datetime:
        """What lists are ordered by: the due date while it is open, else when it came to where it stands."""
        if self.status in OPEN and self.due_at:
            return self.due_at
        return self.closed_at or (self.answer.at if self.answer else self.received_at)

    @property
    def is_paused(self) -> bool:
        """Whether its clocks stand still."""
        return self.status in OPEN and is_running(self.pauses)

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

    def assigned(self, officer: str, at: datetime, who: str, *, by_leader: bool = False) -> Petition:
        """In this officer's hands; itself where it was there before. Raises IllegalStep once it is answered, and where
        it went to and fro too often for anybody but a leader to decide."""
        if self.status not in OPEN:
            raise self._too_late("assign")
        if self.leader_decides and not by_leader:
            raise IllegalStep(
                "leader-decides",
                Words("Đã chuyển qua lại quá số lần, lãnh đạo quyết định ai giữ",
                      "It went to and fro too often: a leader decides whose it is"),
            )  # fmt: skip
        if officer in self.named:
            raise IllegalStep(
                "is-named",
                Words(
                    "Phản ánh này nêu chính người đó, hãy giao người khác", "It names this very person; choose another"
                ),
            )
        if self.officer == officer:
            return self
        decided = {"bounces": 0, "leader_decides": False} if by_leader else {}
        entry = Entry(Act.ASSIGNED, at, who, officer)
        return self._with(entry, status=Status.ASSIGNED, officer=officer, unit="", **decided)

    def answered(self, answer: PublicAnswer, officer: str) -> Petition:
        """Answered, once, by the officer who has it. Raises IllegalStep."""
        self._must_be_in_hand(officer)
        return self._ended(Entry(Act.ANSWERED, answer.at, answer.who), answer)

    def proposed(self, proposal: Proposal, officer: str) -> Petition:
        """With an answer that waits for approval, by the officer who has it; it takes the place of one that waited.

        Raises IllegalStep.
        """
        self._must_be_in_hand(officer)
        before = self.proposals
        if self.proposal:
            before = (*before[:-1], self.proposal.replaced(proposal.at, proposal.who))
        return self._with(Entry(Act.PROPOSED, proposal.at, proposal.who), proposals=(*before, proposal))

    def approved(self, at: datetime, who: str) -> Petition:
        """Answered with the words that wait. Raises IllegalStep where none do, and for their own author."""
        self._must_be_in_hand(self.officer)
        done = must_wait(self.proposals).approved(at, who)
        answer = PublicAnswer(done.text, at, done.who, who)
        entry = Entry(Act.ANSWERED, at, who)
        return self._ended(entry, answer, proposals=(*self.proposals[:-1], done))

    def sent_back(self, reason: str, at: datetime, who: str) -> Petition:
        """With the words that wait sent back to who wrote them. Raises IllegalStep where none do."""
        self._must_be_in_hand(self.officer)
        back = must_wait(self.proposals).sent_back(reason, at, who)
        return self._with(Entry(Act.SENT_BACK, at, who), proposals=(*self.proposals[:-1], back))

    def surveyed(self, at: datetime, who: str) -> Petition:
        """With its petitioner asked whether they are content."""
        return self._with(Entry(Act.SURVEYED, at, who))

    def rated(self, at: datetime, who: str, opinion: str) -> Petition:
        """With what its petitioner thinks of the answer."""
        return self._with(Entry(Act.RATED, at, who, opinion))

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

    def stepped(self, entry: Entry, said: str = "", **changes: object) -> Petition:
        """After an act whose rules stand elsewhere; ``said`` with it."""
        if said:
            changes["remarks"] = (*self.remarks, Remark(entry.act, entry.at, said))
        return self._with(entry, **changes)

    def _ended(self, entry: Entry, answer: PublicAnswer, **changes: object) -> Petition:
        pauses = ended(self.pauses, answer.at)
        return self._with(entry, status=Status.ANSWERED, answer=answer, pauses=pauses, **changes)

    def _must_be_in_hand(self, officer: str | None) -> None:
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

    def handed_over(self, kind: Kind, at: datetime, who: str) -> Petition:
        """A complaint or denunciation, as it turned out: on its own path from here. Raises IllegalStep once it is
        answered."""
        if self.status not in OPEN:
            raise self._too_late("classify")
        entry = Entry(Act.HANDED_OVER, at, who, kind.value)
        return self._with(entry, kind=kind, status=Status.HANDED_OVER, due_at=None, officer=None)

    def taken_as(self, kind: Kind, at: datetime, who: str, due_at: datetime, rules_of: date) -> Petition:
        """Neither complaint nor denunciation, as it turned out: to be answered here. Raises IllegalStep."""
        if self.status is not Status.HANDED_OVER:
            raise self._too_late("classify")
        entry = Entry(Act.RECLASSIFIED, at, who, kind.value)
        return self._with(entry, kind=kind, status=Status.RECEIVED, due_at=due_at, rules_of=rules_of)

    def renamed(self, kind: Kind, at: datetime, who: str) -> Petition:
        """Feedback that is a proposal, or the other way round. Raises IllegalStep once it is answered."""
        if self.status not in OPEN:
            raise self._too_late("classify")
        return self._with(Entry(Act.RECLASSIFIED, at, who, kind.value), kind=kind)

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

    def changed(self, entries: tuple[Entry, ...], **changes: object) -> Petition:
        """One version on, with these entries and values: for what concerns more than this petition."""
        return replace(self, version=self.version + 1, history=(*self.history, *entries), **changes)  # type: ignore[arg-type]

    def _with(self, entry: Entry, **changes: object) -> Petition:
        return self.changed((entry,), **changes)


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
