"""A weekly review as tables in one language: what its PDF and its workbook say alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from services.hotline.domain.errors import Words
from services.hotline.domain.kinds import Topic
from services.hotline.domain.review.decision import Decision, DecisionState
from services.hotline.use_cases.review.review_ports import Print
from shared.ui import words

Row = Mapping[str, Any]
Cell = str | int
TOTALS: Mapping[str, Words] = {
    "received": Words("Phản ánh, kiến nghị nhận trong tuần", "Petitions received in the week"),
    "answered": Words("Đã trả lời trong tuần", "Answered in the week"),
    "open": Words("Còn chờ trả lời", "Waiting for an answer"),
    "open_late": Words("Chờ trả lời, đã trễ hạn", "Waiting for an answer, late"),
    "late_steps": Words("Bước quá hạn trong tuần", "Steps over their time in the week"),
    "late_dossiers": Words("Hồ sơ có bước quá hạn", "Dossiers with such a step"),
    "irregular": Words("Bước bị bỏ qua hoặc sai vai", "Steps skipped or done by the wrong role"),
    "forecast": Words("Dự báo trễ tuần tới", "Forecast to be late next week"),
    "silent": Words("Cơ quan im lặng", "Silent agencies"),
    "repeated": Words("Việc phản ánh lại", "Repeated matters"),
    "behaviour": Words("Phản ánh về thái độ", "Petitions about attitudes"),
    "own_path": Words("Khiếu nại, tố cáo (đi đường riêng)", "Complaints and denunciations (their own path)"),
}
HEADS: Mapping[str, tuple[str, str]] = {
    "procedure": ("Thủ tục", "Procedure"), "step": ("Bước", "Step"), "agency": ("Cơ quan", "Agency"),
    "petitions": ("Phản ánh", "Petitions"), "topics": ("Về điều gì", "About"), "late": ("Bước trễ", "Late steps"),
    "longest": ("Trễ nhất", "Longest delay"), "dossiers": ("Hồ sơ", "Dossiers"), "dossier": ("Hồ sơ", "Dossier"),
    "due": ("Hạn", "Due"), "ended": ("Xong lúc", "Ended"), "delay": ("Trễ", "Delay"), "what": ("Việc gì", "What"),
    "about": ("Liên quan", "Concerning"), "at": ("Lúc", "When"), "share": ("Khả năng trễ (%)", "Chance of delay (%)"),
    "since": ("Từ", "Since"), "tasks": ("Việc nằm chờ", "Tasks waiting"), "petition": ("Phản ánh", "Petition"),
    "text": ("Việc", "Decision"), "owner": ("Người làm", "Owner"), "state": ("Đến đâu", "State"),
    "review": ("Báo cáo", "Review"), "then": ("Khi quyết định", "When decided"), "now": ("Tuần này", "This week"),
    "officers": ("Cán bộ", "Officers"), "why": ("Vì sao mời", "Why invited"),
    "last": ("Báo cáo gần nhất", "Last report"),
}  # fmt: skip
TITLES: Mapping[str, tuple[str, str]] = {
    "places": ("Phản ánh theo bước thủ tục và mức trễ", "Petitions by procedure step and delay"),
    "late": ("Bước quá hạn", "Steps over their time"),
    "irregular": ("Bước bị bỏ qua hoặc làm sai vai", "Steps skipped or done by the wrong role"),
    "forecast": ("Dự báo trễ tuần tới", "Forecast to be late next week"),
    "silent": ("Cơ quan im lặng", "Silent agencies"),
    "repeated": ("Việc phản ánh lại", "Repeated matters"),
    "behaviour": ("Thái độ, cách làm việc", "Attitude and conduct"),
    "decisions": ("Quyết định trước, đã thay đổi được gì", "Earlier decisions, and what they changed"),
    "own": ("Quyết định của kỳ này", "Decisions of this review"),
    "invited": ("Mời họp", "Invited"),
}
IRREGULAR = {
    "skipped": ("Bỏ qua bước %s", "Skipped the step %s"),
    "wrong_role": ("%s làm thay", "Done by %s"),
}
STANDS = {"open": ("đang chờ", "waiting"), "answered": ("đã trả lời", "answered"), "closed": ("đã đóng", "closed")}
REASONS = {
    "petitions": ("%s phản ánh", "%s petitions"), "late": ("%s bước trễ", "%s late steps"),
    "irregular": ("%s bước sai", "%s irregular steps"), "forecast": ("%s việc có thể trễ", "%s likely late"),
    "silent": ("im lặng", "silent"),
}  # fmt: skip
DESK = Words("Bộ phận phản ánh, kiến nghị", "Petitions desk")


@dataclass(frozen=True, slots=True)
class Table:
    """``widths`` are shares of the paper's width."""

    name: str
    title: str
    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tables_of(printed: Print) -> list[Table]:
    """All of them, in the order of the review; an empty one is left to whoever shows it."""
    told, figures = _Told(printed), printed.review.figures
    return [
        told.table("places", ("procedure", "step", "agency", "petitions", "topics", "late", "longest", "dossiers"),
                   (4, 3, 3, 1, 3, 1, 2, 4), figures["places"], told.place),
        told.table("late", ("dossier", "procedure", "step", "agency", "due", "ended", "delay"),
                   (3, 4, 3, 3, 2, 2, 2), figures["late"], told.late),
        told.table("irregular", ("dossier", "procedure", "step", "agency", "what", "at"),
                   (3, 4, 3, 3, 3, 2), figures["irregular"], told.irregular),
        told.table("forecast", ("dossier", "procedure", "step", "agency", "due", "share"),
                   (3, 4, 3, 3, 2, 2), figures["forecast"], told.forecast),
        told.table("silent", ("agency", "since", "tasks"), (4, 2, 2), figures["silent"], told.silent),
        told.table("repeated", ("dossier", "procedure", "agency", "petitions"), (3, 4, 3, 5), figures["repeated"],
                   told.repeated),
        told.table("behaviour", ("petition", "at", "agency", "step", "dossier", "state"), (3, 2, 3, 3, 3, 2),
                   figures["behaviour"], told.behaviour),
        told.table("decisions", ("review", "text", "owner", "due", "state", "then", "now"), (2, 5, 3, 2, 2, 3, 3),
                   figures["decisions"], told.decision),
        told.table("own", ("text", "owner", "due", "state", "last"), (5, 3, 2, 2, 4), printed.decisions, told.own),
        told.table("invited", ("agency", "step", "officers", "why"), (3, 5, 4, 3), figures["invited"], told.invited),
    ]  # fmt: skip


def totals_of(printed: Print) -> list[tuple[str, int, int | None]]:
    """Name, this week, the week before (None where there was no review); empty for who may not see them."""
    totals, before = printed.review.figures["totals"], printed.review.figures["before"]
    return [
        (text.in_language(printed.language), totals[name], before.get(name) if before else None)
        for name, text in TOTALS.items()
        if totals
    ]


class _Told:
    """Rows of the figures in the words of one language."""

    def __init__(self, printed: Print) -> None:
        self._tongue = printed.language
        self._number = 1 if printed.language == "en" else 0
        self._names = printed.names

    def table(
        self, name: str, heads: Sequence[str], widths: tuple[int, ...], rows: Sequence[Any],
        tell: Callable[[Any], tuple[Cell, ...]],
    ) -> Table:  # fmt: skip
        head = tuple(HEADS[one][self._number] for one in heads)
        return Table(name, TITLES[name][self._number], head, widths, tuple(tell(one) for one in rows))

    def place(self, one: Row) -> tuple[Cell, ...]:
        topics = ", ".join(f"{self._topic(name)} ({count})" for name, count in one["topics"].items())
        return (*self._where(one), len(one["petitions"]), topics, one["late"], self._length(one["late_minutes"]),
                ", ".join(one["dossiers"]))  # fmt: skip

    def late(self, one: Row) -> tuple[Cell, ...]:
        ended = self._time(one["ended_at"]) or ("chưa xong", "not yet")[self._number]
        return (
            one["dossier"], *self._where(one), self._time(one["due_at"]), ended, self._length(one["late_minutes"])
        )  # fmt: skip

    def irregular(self, one: Row) -> tuple[Cell, ...]:
        what = IRREGULAR.get(one["kind"], ("%s", "%s"))[self._number] % self._words(one["about_name"])
        return (one["dossier"], *self._where(one), what, self._time(one["at"]))

    def forecast(self, one: Row) -> tuple[Cell, ...]:
        return (one["dossier"], *self._where(one), self._time(one["due_at"]), one["share"])

    def silent(self, one: Row) -> tuple[Cell, ...]:
        return (one["agency_name"], self._time(one["since"]), one["tasks"])

    def repeated(self, one: Row) -> tuple[Cell, ...]:
        told = [f"{each['petition']} ({self._time(each['received_at'])})" for each in one["petitions"]]
        return (one["dossier"], self._words(one["procedure"]), one["agency_name"], ", ".join(told))

    def behaviour(self, one: Row) -> tuple[Cell, ...]:
        place = one["place"]
        where = (place["agency_name"], self._words(place["step_name"])) if place else ("", "")
        stands = STANDS.get(one["stands"], ("", ""))[self._number]
        return (one["petition"], self._time(one["received_at"]), *where, one["dossier"] or "", stands)

    def decision(self, one: Row) -> tuple[Cell, ...]:
        state = DecisionState(one["state"]).words.in_language(self._tongue)
        if one["late"]:
            state += (", trễ", ", late")[self._number]
        due = words.short_date(date.fromisoformat(one["due"]), self._tongue)
        changed = (self._measure(one["then"]), self._measure(one["now"]))
        return (one["review"], one["text"], self._name(one["owner"]), due, state, *changed)

    def own(self, one: Decision) -> tuple[Cell, ...]:
        last = one.history[-1].text if len(one.history) > 1 else ""
        due = words.short_date(one.due, self._tongue)
        return (one.text, self._name(one.owner), due, one.state.words.in_language(self._tongue), last)

    def invited(self, one: Row) -> tuple[Cell, ...]:
        steps = "; ".join(
            f"{self._words(each['procedure'])}: {self._words(each['step_name'])}" for each in one["steps"]
        )
        officers = ", ".join(self._words(each["name"]) for each in one["officers"])
        why = [self._reason(name, one["why"][name]) for name in REASONS if one["why"][name]]
        return (one["agency_name"] or DESK.in_language(self._tongue), steps, officers, ", ".join(why))

    def _reason(self, name: str, count: int) -> str:
        text = REASONS[name][self._number]
        return text % count if "%s" in text else text

    def _where(self, one: Row) -> tuple[str, str, str]:
        return (self._words(one["procedure"]), self._words(one["step_name"]), one["agency_name"])

    def _measure(self, one: Row | None) -> str:
        if one is None:
            return ""
        text = ("%s phản ánh, %s bước trễ, trễ nhất %s", "%s petitions, %s late steps, longest %s")[self._number]
        return text % (one["petitions"], one["late"], self._length(one["late_minutes"]) or "0")

    def _name(self, account: str) -> str:
        return self._names(account).in_language(self._tongue)

    def _topic(self, name: str) -> str:
        return Topic(name).words.in_language(self._tongue)

    def _words(self, one: Mapping[str, str]) -> str:
        return one["en"] if self._tongue == "en" else one["vi"]

    def _time(self, text: str | None) -> str:
        if not text:
            return ""
        at = datetime.fromisoformat(text)
        return f"{words.clock(at)} {words.short_date(at, self._tongue)}"

    def _length(self, minutes: int) -> str:
        return words.length(timedelta(minutes=minutes), self._tongue) if minutes else ""
