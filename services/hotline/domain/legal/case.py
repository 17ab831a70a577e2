"""One complaint or denunciation in its register: the steps of its path, what forbids them, the limits that run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from services.hotline.domain.errors import FieldFault, IllegalStep, InvalidRequest, Words
from services.hotline.domain.kinds import Kind
from services.hotline.domain.legal.law import Path, TimeLimit
from shared.working_time import Calendar


class Step(Enum):
    """What is done on the path. ``BACK`` is none of the law's: it was no complaint or denunciation after all."""

    RECEIVED = "received"
    GUIDED = "guided"
    HANDED_OVER = "handed_over"
    TAKEN_UP = "taken_up"
    NOT_TAKEN_UP = "not_taken_up"
    EXTENDED = "extended"
    SETTLED = "settled"
    TAKEN_BACK = "taken_back"
    BACK = "back"

    @property
    def words(self) -> Words:
        return _STEPS[self]


ENDS = frozenset({Step.HANDED_OVER, Step.NOT_TAKEN_UP, Step.SETTLED, Step.TAKEN_BACK, Step.BACK})
_BEFORE = (Step.GUIDED, Step.HANDED_OVER, Step.TAKEN_UP, Step.NOT_TAKEN_UP, Step.TAKEN_BACK, Step.BACK)
_TAKEN_UP = (Step.GUIDED, Step.EXTENDED, Step.SETTLED, Step.TAKEN_BACK)
# Whoever is sent on, or is not taken up, must hold the written guide to the right path.
_NEED_GUIDE = frozenset({Step.HANDED_OVER, Step.NOT_TAKEN_UP})
NEEDS: dict[Step, tuple[str, ...]] = {
    Step.GUIDED: ("note",),
    Step.HANDED_OVER: ("to", "paper"),
    Step.TAKEN_UP: ("paper",),
    Step.NOT_TAKEN_UP: ("paper", "note"),
    Step.EXTENDED: ("paper", "note"),
    Step.SETTLED: ("paper",),
    Step.TAKEN_BACK: ("note",),
    Step.BACK: ("note",),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the register: ``paper`` is number and date of the letter or decision, ``to`` to whom it went, ``note``
    the reason; all three may name people, and are sealed where they lie."""

    step: Step
    at: datetime
    who: str
    note: str = ""
    paper: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit as it runs in one case; ``kept_at`` is when it was kept, None while it runs."""

    of: TimeLimit
    due_at: datetime
    kept_at: datetime | None

    @property
    def was_missed(self) -> bool:
        return self.kept_at is not None and self.kept_at > self.due_at


@dataclass(frozen=True, slots=True)
class LegalCase:
    """``id`` is the petition's code, where text and sender lie. ``answers`` is the walk through the guided questions
    that found the kind, empty where whoever petitioned chose it. ``is_complex``: the law's longer limits."""

    id: str
    version: int
    kind: Kind
    received_at: datetime
    entries: tuple[Entry, ...]
    answers: str = ""
    is_complex: bool = False

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.entries[-1].step not in ENDS

    @property
    def is_guided(self) -> bool:
        """Whether the written guide was given."""
        return self.last(Step.GUIDED) is not None

    @property
    def ended_at(self) -> datetime | None:
        return None if self.is_open else self.entries[-1].at

    @property
    def current(self) -> tuple[Entry, ...]:
        """The lines since it was entered last."""
        last = max(place for place, one in enumerate(self.entries) if one.step is Step.RECEIVED)
        return self.entries[last:]

    @property
    def next_steps(self) -> tuple[Step, ...]:
        """What may be done now."""
        if not self.is_open:
            return ()
        return _TAKEN_UP if self.last(Step.TAKEN_UP) else _BEFORE

    def last(self, step: Step) -> Entry | None:
        """The latest line of this step, since it was entered last."""
        return next((one for one in reversed(self.current) if one.step is step), None)

    def count(self, step: Step) -> int:
        """How often it was done, since it was entered last."""
        return sum(one.step is step for one in self.current)

    def stepped(self, entry: Entry, path: Path, *, is_complex: bool = False) -> LegalCase:
        """One line further. Raises IllegalStep, InvalidRequest (something that this step needs is not told)."""
        if not self.is_open:
            raise IllegalStep("legal-path-ended", Words("Việc này đã xong", "This path has ended already"))
        if entry.step not in self.next_steps:
            raise IllegalStep("legal-step-not-now", Words("Chưa làm được bước này", "This step is not possible now"))
        missing = [name for name in NEEDS[entry.step] if not getattr(entry, name)]
        if missing:
            raise InvalidRequest(*(FieldFault(f"/{name}", _NEEDED[name]) for name in missing))
        if entry.step in _NEED_GUIDE and not self.is_guided:
            raise IllegalStep(
                "guide-first", Words("Đưa hướng dẫn cho người gửi trước đã", "Give them the written guide first")
            )
        is_complex = self.is_complex or is_complex
        if entry.step is Step.EXTENDED:
            self._must_be_extensible(path, is_complex)
        return replace(self, version=self.version + 1, entries=(*self.entries, entry), is_complex=is_complex)

    def again(self, kind: Kind, entry: Entry, answers: str) -> LegalCase:
        """Entered once more after it had gone back: the limits run from this line. Raises IllegalStep."""
        if self.is_open:
            raise IllegalStep("in-register", Words("Việc này đang ở trong sổ", "It is in the register already"))
        return replace(self, version=self.version + 1, kind=kind, entries=(*self.entries, entry), answers=answers)

    def limits(self, path: Path, calendar: Calendar) -> tuple[Limit, ...]:
        """Those that run or were kept, in the order of the path; one that ended another way runs no more."""
        found = []
        for one in path.limits:
            since = self.last(Step(one.since))
            if since is None:
                continue
            kept = next((line for line in self.current if line.step.value in one.kept_by and line.at >= since.at), None)
            if kept is None and not self.is_open:
                continue
            extensions = self.count(Step.EXTENDED)
            due_at = one.due(calendar, since.at, is_complex=self.is_complex, extensions=extensions)
            found.append(Limit(one, due_at, kept.at if kept else None))
        return tuple(found)

    def next_limit(self, path: Path, calendar: Calendar) -> Limit | None:
        """The one that ends first of those that still run."""
        running = [one for one in self.limits(path, calendar) if one.kept_at is None]
        return min(running, key=lambda one: one.due_at, default=None)

    def _must_be_extensible(self, path: Path, is_complex: bool) -> None:
        most = path.complex_extensions if is_complex else path.extensions
        if self.count(Step.EXTENDED) >= most:
            raise IllegalStep(
                "no-more-extensions",
                Words("Luật không cho gia hạn thêm lần nữa", "The law allows no further extension"),
            )


def new_case(petition: str, kind: Kind, at: datetime, who: str, *, answers: str = "", guided: bool = True) -> LegalCase:
    """Entered in the register. ``guided``: the guide was shown or read out as it was received."""
    entries = [Entry(Step.RECEIVED, at, who)]
    if guided:
        entries.append(Entry(Step.GUIDED, at, who))
    return LegalCase(petition, 1, kind, at, tuple(entries), answers)


_NEEDED = {
    "note": Words("Ghi lý do, hoặc đã làm thế nào", "Write the reason, or how it was done"),
    "paper": Words("Ghi số, ngày của văn bản", "Give number and date of the paper"),
    "to": Words("Ghi đã chuyển cho cơ quan, người nào", "Say to which agency or person it went"),
}
_STEPS = {
    Step.RECEIVED: Words("Vào sổ", "Entered"),
    Step.GUIDED: Words("Đã đưa hướng dẫn", "Guide given"),
    Step.HANDED_OVER: Words("Chuyển nơi có thẩm quyền", "Handed over to whom it concerns"),
    Step.TAKEN_UP: Words("Thụ lý", "Taken up"),
    Step.NOT_TAKEN_UP: Words("Không thụ lý", "Not taken up"),
    Step.EXTENDED: Words("Gia hạn giải quyết", "Extended"),
    Step.SETTLED: Words("Đã giải quyết", "Settled"),
    Step.TAKEN_BACK: Words("Người gửi rút", "Taken back"),
    Step.BACK: Words("Không phải khiếu nại, tố cáo", "No complaint or denunciation"),
}
