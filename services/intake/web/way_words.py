"""The way of a dossier in words: who has it now, what happened, what is expected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.intake.domain.dossier import Dossier
from services.intake.domain.parts import Part, PartState, parts_of
from services.intake.domain.status import Status
from services.intake.domain.timeline import Event, Mark, timeline_of
from shared.ui import display, words
from shared.ui.texts import gettext as _


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline: ``state`` is done, here or next."""

    state: str
    name: str
    note: str
    when: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has it: ``initials`` for the badge, the ``unit``, and a sentence."""

    initials: str
    unit: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PartLine:
    """One agency's part: the agency, what it does, how that stands; ``held`` says that it has it now."""

    agency: str
    name: str
    standing: str
    held: bool


def holder_of(dossier: Dossier, unit: str, now: datetime) -> Holder | None:
    """Who has the dossier now; nobody once it has ended."""
    tongue = display.language()
    if dossier.status.is_closed:
        return None
    if dossier.asked and dossier.asked.task_id is None:
        return Holder(initials(unit), unit, _("Đang chờ giấy tờ bổ sung."))
    if dossier.status is Status.PAYMENT_ASKED:
        return Holder(initials(unit), unit, _("Đang chờ nộp phí."))
    task = dossier.progress.holder
    if task is None or dossier.status is Status.DONE:
        sentence = {Status.FILED: _("Đang xem giấy tờ để tiếp nhận."), Status.DONE: _("Đang giữ kết quả để trả.")}.get(
            dossier.status, _("Đang chuyển đến nơi giải quyết.")
        )
        return Holder(initials(unit), unit, sentence)
    taken = task.acknowledged_at
    if dossier.asked:
        return Holder(initials(dossier.asked.asked_by), dossier.asked.asked_by, _("Đang chờ giấy tờ bổ sung."))
    if taken:
        when = words.moment(taken, now, tongue)
        sentence = (
            _("%(officer)s nhận việc %(when)s.", officer=task.officer, when=when)
            if task.officer
            else _("Đã nhận việc %(when)s.", when=when)
        )
    else:
        sent = words.moment(task.dispatched_at, now, tongue) if task.dispatched_at else ""
        sentence = _("Đã chuyển đến %(when)s, chưa báo nhận.", when=sent)
    return Holder(initials(task.agency_name), task.agency_name, sentence)


def part_lines(dossier: Dossier, now: datetime) -> tuple[PartLine, ...]:
    """Each agency's part of a dossier that several work on, and how it stands; none for one that a single agency does,
    or that has ended otherwise than by a decision."""
    return tuple(_part_line(one, now) for one in parts_of(dossier)) if dossier.acceptance else ()


def _part_line(part: Part, now: datetime) -> PartLine:
    tongue = display.language()
    name = _("Cho ý kiến") if part.opinion else part.name.in_language(tongue)
    due = _("hạn %(when)s", when=words.moment(part.due_at, now, tongue)) if part.due_at else ""
    if part.state is PartState.DONE:
        told = _("xong %(when)s", when=words.moment(part.done_at, now, tongue)) if part.done_at else _("xong")
        return PartLine(part.agency_name, name, told, held=False)
    if part.state is PartState.REFUSED:
        return PartLine(part.agency_name, name, _("đang giao cơ quan khác"), held=False)
    if part.state is PartState.PLANNED:
        return PartLine(part.agency_name, name, ", ".join(filter(None, (_("chưa tới lượt"), due))), held=False)
    since = _("đang giữ từ %(when)s", when=words.moment(part.since, now, tongue)) if part.since else _("đang giữ")
    return PartLine(part.agency_name, name, ", ".join(filter(None, (since, due))), held=True)


def initials(name: str) -> str:
    """Two letters for the badge: ``Phòng Bảo trợ xã hội`` → BT; what kind of office it is says little."""
    office = ("phòng", "ban", "sở", "chi cục", "trung tâm", "bộ phận", "ủy ban")
    short = next((name[len(one) :] for one in office if name.lower().startswith(one + " ")), name)
    letters = [word[0].upper() for word in short.split() if word[0].isalpha()]
    return "".join(letters[:2]) or name[:2].upper()


def steps_of(dossier: Dossier, unit: str, now: datetime) -> tuple[Step, ...]:
    """The timeline's lines in the reader's language."""
    return tuple(_step(event, now) for event in timeline_of(dossier, unit))


def _step(event: Event, now: datetime) -> Step:
    tongue = display.language()
    state = {Mark.DONE: "done", Mark.NOW: "here", Mark.EXPECTED: "next"}[event.mark]
    who = f"{event.officer}, {event.who}" if event.officer and event.who else event.who or ""
    if event.at is None:
        when = ""
    elif event.mark is Mark.EXPECTED:
        told = words.moment(event.at, now, tongue)
        when = _("Đã hẹn %(when)s", when=told) if event.at < now else _("Chậm nhất %(when)s", when=told)
    else:
        when = words.capital(words.moment(event.at, now, tongue))
    return Step(state, event.words.in_language(tongue), ". ".join(part for part in (who, event.note) if part), when)
