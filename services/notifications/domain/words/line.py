"""All versions of the words of one place: written by one person, approved by another, never changed afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from services.notifications.domain.errors import FieldFault, IllegalStep, InvalidRequest, NotFound, Words
from services.notifications.domain.template import Place, Template

HOUSE = "house"
UNKNOWN_VERSION = Words("Chưa thấy bản này của mẫu tin", "This template has no such version")
NOTHING_NEW = Words("Không có gì khác bản đang dùng", "Nothing differs from the version in force")
OTHER_WAITS = Words(
    "Một bản của người khác đang chờ duyệt. Duyệt hoặc trả lại bản đó trước",
    "A version of somebody else waits for approval. Approve it or send it back first",
)
NOT_WAITING = Words("Bản này không còn chờ duyệt", "This version does not wait for approval any more")
OWN_WORDS = Words(
    "Người viết không tự duyệt lời của mình. Cần một người khác duyệt",
    "Nobody approves their own words: it takes a second person",
)
NOT_THE_AUTHOR = Words("Chỉ người viết rút lại được bản này", "Only its author can take it back")
NEVER_IN_FORCE = Words("Chỉ quay lại được bản đã từng dùng", "Only a version that was once in force can come back")


class State(StrEnum):
    """How one version stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    SENT_BACK = "sent_back"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Version:
    """``number`` counts from 1. ``author`` is an account's actor, or ``house`` for words of the delivery (``house`` is
    then their number there). ``again`` is the number of the older version whose words these are.
    """

    number: int
    text: str
    subject: str
    accented: bool
    author: str
    written_at: datetime
    why: str
    state: State = State.WAITING
    decided_by: str = ""
    decided_at: datetime | None = None
    note: str = ""
    house: int = 0
    again: int = 0

    def says_the_same_as(self, other: Version | Template) -> bool:
        """Whether a reader would see no difference."""
        return (self.text, self.subject, self.accented) == (other.text, other.subject, other.accented)


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """``id`` is the place's key. ``in_force`` is the number of the version that is used, 0 for none."""

    id: str
    version: int
    place: Place
    versions: tuple[Version, ...]
    in_force: int = 0

    @classmethod
    def begin(cls, place: Place) -> TemplateLine:
        """A line without words yet; it is not stored so."""
        return cls(place.key, 0, place, ())

    @property
    def current(self) -> Version | None:
        """The version in force."""
        return next((one for one in self.versions if one.number == self.in_force), None)

    @property
    def waiting(self) -> Version | None:
        """The version that waits for approval; there is at most one."""
        return next((one for one in self.versions if one.state is State.WAITING), None)

    @property
    def template(self) -> Template | None:
        """What messages are written with; None where nothing was approved yet."""
        return self.as_template(self.current) if self.current else None

    def numbered(self, number: int) -> Version:
        """Raises NotFound."""
        found = next((one for one in self.versions if one.number == number), None)
        if found is None:
            raise NotFound("unknown-template-version", UNKNOWN_VERSION)
        return found

    def as_template(self, version: Version) -> Template:
        """The version's words at this place."""
        place = self.place
        return Template(
            place.event, place.channel, place.language, version.number, version.text, version.subject,
            version.accented, place.form,
        )  # fmt: skip

    def propose(self, words: Template, author: str, why: str, now: datetime, *, again: int = 0) -> TemplateLine:
        """One version more, which waits; it takes the place of one by the same author that still waited.

        Raises InvalidRequest where nothing differs, IllegalStep where somebody else's waits.
        """
        if self.current and self.current.says_the_same_as(words):
            raise InvalidRequest(FieldFault("/text", NOTHING_NEW))
        if self.waiting and self.waiting.author != author:
            raise IllegalStep("another-version-waits", OTHER_WAITS)
        kept = self._ended(self.waiting, State.TAKEN_BACK, author, now, "") if self.waiting else self
        number = len(self.versions) + 1
        new = Version(number, words.text, words.subject, words.accented, author, now, why, again=again)
        return replace(self, version=self.version + 1, versions=(*kept.versions, new))

    def approve(self, number: int, by: str, now: datetime, note: str = "") -> TemplateLine:
        """The line with this version in force. Raises NotFound, IllegalStep for its author and for one decided on."""
        found = self._to_decide(number)
        if found.author == by:
            raise IllegalStep("own-words", OWN_WORDS)
        decided = self._ended(found, State.APPROVED, by, now, note)
        return replace(decided, version=self.version + 1, in_force=number)

    def send_back(self, number: int, by: str, now: datetime, note: str) -> TemplateLine:
        """The line without it; ``note`` says why. Raises NotFound, IllegalStep."""
        decided = self._ended(self._to_decide(number), State.SENT_BACK, by, now, note)
        return replace(decided, version=self.version + 1)

    def take_back(self, number: int, by: str, now: datetime) -> TemplateLine:
        """Its author thought better of it. Raises NotFound, IllegalStep."""
        found = self._to_decide(number)
        if found.author != by:
            raise IllegalStep("not-the-author", NOT_THE_AUTHOR)
        return replace(self._ended(found, State.TAKEN_BACK, by, now, ""), version=self.version + 1)

    def return_to(self, number: int, author: str, why: str, now: datetime) -> TemplateLine:
        """An older version's words as a new one, which waits as any other. Raises as ``propose``, and NotFound."""
        older = self.numbered(number)
        if older.state is not State.APPROVED:
            raise IllegalStep("never-in-force", NEVER_IN_FORCE)
        return self.propose(self.as_template(older), author, why, now, again=number)

    def deliver(self, words: Template, why: str, now: datetime) -> TemplateLine | None:
        """What a delivery's file brings, by its number there; None where that is known already.

        In force at once where nobody else ever changed the words; else it waits for a person's approval.
        """
        if any(one.house >= words.version for one in self.versions):
            return None
        if self.waiting and self.waiting.author != HOUSE:
            return None  # it is brought once that one was decided on
        kept = self._ended(self.waiting, State.TAKEN_BACK, HOUSE, now, "") if self.waiting else self
        untouched = all(one.author == HOUSE for one in self.versions)
        number = len(self.versions) + 1
        new = Version(number, words.text, words.subject, words.accented, HOUSE, now, why, house=words.version)
        if untouched:
            new = replace(new, state=State.APPROVED, decided_by=HOUSE, decided_at=now)
        force = number if untouched else self.in_force
        return replace(self, version=self.version + 1, versions=(*kept.versions, new), in_force=force)

    def _to_decide(self, number: int) -> Version:
        found = self.numbered(number)
        if found.state is not State.WAITING:
            raise IllegalStep("not-waiting", NOT_WAITING)
        return found

    def _ended(self, which: Version, state: State, by: str, now: datetime, note: str) -> TemplateLine:
        ended = replace(which, state=state, decided_by=by, decided_at=now, note=note)
        return replace(self, versions=tuple(ended if one.number == which.number else one for one in self.versions))
