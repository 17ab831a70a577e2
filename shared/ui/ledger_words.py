"""The words of a ledger's rows, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from shared.ui import words
from shared.working_time import Entry, Kind
from shared.working_time.ledger import REASONS


@dataclass(frozen=True, slots=True)
class LedgerWords:
    """``kinds`` says why a stretch did not count; the others are the phrases of a row."""

    language: str
    received: str
    counted_from: str
    next_day: str
    full: str
    until: str
    today: str
    skip: str
    counted_day: str
    added: str
    days: str
    to: str
    from_clock: str
    until_clock: str
    kinds: Mapping[Kind, str]

    def reason(self, entry: Entry) -> str:
        """Why this stretch did not count; a holiday by its own name."""
        told, name = self.kinds[entry.kind], self.special(entry)
        return f"{told}, {name}" if name else told

    def wait(self, entry: Entry) -> str:
        """A wait on one day: why, and its clock times where it does not fill the day."""
        told = [self.reason(entry)]
        if entry.start.time() != time.min:
            told.append(self.from_clock.format(clock=words.clock(entry.start)))
        if entry.end.time() != time.min:
            told.append(self.until_clock.format(clock=words.clock(entry.end)))
        return " ".join(told)

    def special(self, entry: Entry) -> str:
        """The reason where it is not the usual one of its kind, else nothing."""
        if entry.reason == REASONS[entry.kind]:
            return ""
        return entry.reason.vi if self.language == "vi" else entry.reason.en

    def days_named(self, days: Sequence[date]) -> str:
        """``Thứ Sáu 20/11``; ``Thứ Bảy, Chủ nhật``; a longer run from its first to its last day."""
        if len(days) == 2 and days[0].weekday() == 5:
            return words.capital(", ".join(words.weekday(one, self.language) for one in days))
        first = words.capital(words.day(days[0], self.language, year=False))
        return first if len(days) == 1 else f"{first} {self.to} {words.day(days[-1], self.language, year=False)}"


VIETNAMESE = LedgerWords(
    "vi",
    received="nhận lúc {clock}",
    counted_from="nên tính từ {clock}",
    next_day="nên tính từ ngày làm việc sau",
    full="đủ giờ lúc {clock}",
    until="chậm nhất {clock}",
    today="hôm\u00a0nay",
    skip="không\u00a0tính",
    counted_day="ngày\u00a0{count}",
    added="thêm\u00a0{amount}",
    days="{count} ngày",
    to="đến",
    from_clock="từ {clock}",
    until_clock="đến {clock}",
    kinds={
        Kind.WORKED: "",
        Kind.CALENDAR_DAY: "",
        Kind.LUNCH: "giờ nghỉ trưa",
        Kind.NIGHT: "ngoài giờ làm việc",
        Kind.WEEKEND: "nghỉ cuối tuần",
        Kind.HOLIDAY: "nghỉ lễ",
        Kind.SWAPPED_OFF: "nghỉ hoán đổi",
        Kind.CUT_OFF: "sau giờ chốt",
        Kind.RECEIVED: "ngày nhận",
        Kind.MOVED: "hạn dời sang ngày làm việc này",
        Kind.PAUSED: "chờ bổ sung",
        Kind.RESTARTED: "tính lại từ đầu sau khi bổ sung",
        Kind.EXTENDED: "thêm theo ngày hẹn lại",
    },
)
ENGLISH = LedgerWords(
    "en",
    received="received at {clock}",
    counted_from="so counted from {clock}",
    next_day="so counted from the next working day",
    full="complete at {clock}",
    until="{clock} at the latest",
    today="today",
    skip="not\u00a0counted",
    counted_day="day\u00a0{count}",
    added="{amount}\u00a0more",
    days="{count} days",
    to="to",
    from_clock="from {clock}",
    until_clock="until {clock}",
    kinds={
        Kind.WORKED: "",
        Kind.CALENDAR_DAY: "",
        Kind.LUNCH: "lunch break",
        Kind.NIGHT: "outside working hours",
        Kind.WEEKEND: "weekend",
        Kind.HOLIDAY: "public holiday",
        Kind.SWAPPED_OFF: "swapped day off",
        Kind.CUT_OFF: "after the cut-off",
        Kind.RECEIVED: "day of receipt",
        Kind.MOVED: "moved to this working day",
        Kind.PAUSED: "waiting for further papers",
        Kind.RESTARTED: "the limit begins anew after the further papers",
        Kind.EXTENDED: "added by the new date",
    },
)


def words_for(language: str) -> LedgerWords:
    """The words of a language, ``vi`` or ``en``."""
    return VIETNAMESE if language == "vi" else ENGLISH
