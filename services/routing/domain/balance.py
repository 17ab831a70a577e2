"""What intake told of each day, which pages differ from what stands here, and each difference by its dossier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

QUESTIONS = "balance-questions"
# What is on its way settles by itself in this time; then it is asked about, more and more rarely.
SETTLES_IN = timedelta(seconds=3)
ASK_AGAIN, LONGEST_PAUSE, OFTEN = timedelta(seconds=10), timedelta(minutes=10), 10
ALARM_AFTER = timedelta(minutes=1)
# A message that is put off for longer than this is no explanation any more.
LONGEST_WAY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class PageTold:
    """A page as intake counts it; a higher revision is newer."""

    accepted: int
    digest: str
    revision: int


@dataclass(frozen=True, slots=True)
class DayTold:
    """A day as intake counts it; ``id`` is the day, ``revision`` the telling that its totals are of."""

    id: str
    version: int = 0
    revision: int = 0
    accepted: int = 0
    digest: str = ""
    pages: Mapping[str, PageTold] = field(default_factory=dict)

    def told(self, revision: int, accepted: int, digest: str, pages: Mapping[str, PageTold]) -> DayTold:
        """With what is as new or newer; itself where nothing is."""
        newer = {id: one for id, one in pages.items() if one.revision > self._revision_of(id)}
        totals = (revision, accepted, digest)
        known = (self.revision, self.accepted, self.digest)
        if revision < self.revision or totals == known:
            if not newer:
                return self
            totals = known
        return DayTold(self.id, self.version + 1, *totals, {**self.pages, **newer})

    def _revision_of(self, page: str) -> int:
        known = self.pages.get(page)
        return known.revision if known else 0


@dataclass(frozen=True, slots=True)
class Message:
    """A message about a dossier that has not taken effect; ``side`` is the service where it lies."""

    side: str
    type: str
    where: str
    reason: str
    moves: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """Where a dossier stands by intake's list."""

    standing: str
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class PageListed:
    """Intake's list of one page: ``id`` is the page, ``question`` the number of the question that it answers."""

    id: str
    version: int
    question: int
    dossiers: Mapping[str, Listed]


@dataclass(frozen=True, slots=True)
class Inquiry:
    """The run of questions: ``version`` is the number of the last one."""

    id: str = QUESTIONS
    version: int = 0


@dataclass(frozen=True, slots=True)
class Doubt:
    """A page whose digests differ: ``question`` was asked last, ``judged`` is the one whose answer was looked at."""

    id: str
    version: int
    day: str
    since: datetime
    ours: str
    theirs: str
    is_open: bool = True
    asks: int = 0
    asked_at: datetime | None = None
    question: int = 0
    judged: int = 0

    def seen(self, at: datetime, ours: str, theirs: str) -> Doubt:
        """Still so; where the digests are others, asking begins anew. Itself where nothing changed."""
        if not self.is_open:
            fresh = Doubt(self.id, self.version + 1, self.day, at, ours, theirs)
            return replace(fresh, question=self.question, judged=self.question)
        if (ours, theirs) == (self.ours, self.theirs):
            return self
        return replace(self, version=self.version + 1, ours=ours, theirs=theirs, asks=min(self.asks, 1))

    def closed(self) -> Doubt:
        """The digests are equal."""
        return replace(self, version=self.version + 1, is_open=False)

    def is_due(self, at: datetime) -> bool:
        """Whether to ask now."""
        if self.asked_at is None:
            return at - self.since >= SETTLES_IN
        return at - self.asked_at >= (ASK_AGAIN if self.asks < OFTEN else LONGEST_PAUSE)

    def asked(self, question: int, at: datetime) -> Doubt:
        """Asked about."""
        return replace(self, version=self.version + 1, asked_at=at, question=question, asks=self.asks + 1)

    def answered(self, question: int) -> Doubt:
        """The answer was looked at."""
        return replace(self, version=self.version + 1, judged=question)


class Kind:
    """What a difference is, as a word."""

    NO_CASE = "no_case"  # accepted, and no case here
    NOT_ACCEPTED = "not_accepted"  # a case of a dossier that intake has not accepted
    DOUBLED = "doubled"  # a second case of a dossier
    NOWHERE = "nowhere"
    TWO_PLACES = "two_places"
    DIFFERS = "differs"  # the two services say different things


@dataclass(frozen=True, slots=True)
class Look:
    """A dossier as both sides know it at one moment: ``intake`` and ``routing`` are its standings, None for none."""

    intake: str | None
    routing: str | None
    place: str | None = None
    copy_of: str | None = None
    tasks: tuple[tuple[str, str, str], ...] = ()  # id, agency's name, status
    messages: tuple[Message, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether the two say different things."""
        return self.intake != self.routing


@dataclass(frozen=True, slots=True)
class Difference:
    """One dossier of which the two services know different things, since when, and what is known of it.

    It stays when it is over: ``ended_at``. ``alarmed_at`` is when it had lasted too long.
    """

    id: str
    version: int
    page: str
    day: str
    look: Look
    since: datetime
    alarmed_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def kind(self) -> str:
        """One of ``Kind``."""
        look = self.look
        if look.copy_of is not None:
            return Kind.DOUBLED
        if look.routing is None:
            return Kind.NO_CASE
        if look.intake is None:
            return Kind.NOT_ACCEPTED
        return look.routing if look.routing in (Kind.NOWHERE, Kind.TWO_PLACES) else Kind.DIFFERS

    def is_on_its_way(self, at: datetime) -> bool:
        """A message explains it that still goes on by itself."""
        return any(one.moves for one in self.look.messages) and at - self.since < LONGEST_WAY

    def again(self, look: Look, at: datetime) -> Difference:
        """Seen again; another difference than before begins anew, as does one that was over. Itself where it is so."""
        known = self.look
        if self.ended_at is None and (look.intake, look.routing) == (known.intake, known.routing):
            return self if look == known else replace(self, version=self.version + 1, look=look)
        alarmed_at = self.alarmed_at if self.ended_at is None else None
        return replace(self, version=self.version + 1, look=look, since=at, alarmed_at=alarmed_at, ended_at=None)

    def alarmed(self, at: datetime) -> Difference:
        """It lasts too long and nothing explains it; itself where that is not so, or was said before."""
        if self.alarmed_at is not None or at - self.since < ALARM_AFTER or self.is_on_its_way(at):
            return self
        return replace(self, version=self.version + 1, alarmed_at=at)

    def ended(self, at: datetime) -> Difference:
        """It is over."""
        return replace(self, version=self.version + 1, ended_at=at)


def shown(differences: Sequence[Difference], at: datetime) -> tuple[list[Difference], list[Difference]]:
    """What is lost as far as anybody knows, and what is explained by a message on its way."""
    way = [one for one in differences if one.is_on_its_way(at)]
    return [one for one in differences if one not in way], way
