"""The steps that move a petition's clocks: words to and fro, pauses, another limit, hand-overs, reopening."""

from __future__ import annotations

from datetime import datetime

from services.hotline.domain.clocks.clock import began, due_with_pauses, since_began
from services.hotline.domain.clocks.limits import MINUTES_OF_A_DAY, ClockRules
from services.hotline.domain.clocks.pause import Pause, PauseReason, ended
from services.hotline.domain.errors import IllegalStep, Words
from services.hotline.domain.kinds import Topic
from services.hotline.domain.petition import OPEN, Act, Entry, Petition, Status
from shared.working_time import Calendar, due, due_in_days, postponed


def told(petition: Petition, text: str, at: datetime, who: str) -> Petition:
    """A word to whoever petitioned, before the answer. Raises IllegalStep."""
    _must_be_in_hand(petition)
    return petition.stepped(Entry(Act.TOLD, at, who), text)


def paused(
    petition: Petition, reason: PauseReason, days: int, said: str, at: datetime, who: str, rules: ClockRules,
    calendar: Calendar,
) -> Petition:  # fmt: skip
    """Its clocks stand still for so many working days at most. Waiting for whoever petitioned, ``said`` asks them.

    Raises IllegalStep.
    """
    _must_be_in_hand(petition)
    if petition.is_paused:
        raise IllegalStep("paused-already", Words("Đang tạm dừng rồi", "It is paused already"))
    if sum(1 for one in petition.pauses if one.begun_at >= began(petition)) >= rules.pauses:
        raise IllegalStep(
            "paused-too-often",
            Words(f"Chỉ được tạm dừng {rules.pauses} lần", f"It may be paused {rules.pauses} times only"),
        )
    until = due_in_days(calendar, at, min(days, rules.pause_days))
    after = petition.stepped(
        Entry(Act.PAUSED, at, who, reason.value), said, pauses=(*petition.pauses, Pause(at, until, reason, who))
    )
    # Asking whoever petitioned is a word to them.
    return told(after, said, at, who) if reason is PauseReason.PETITIONER else after


def resumed(petition: Petition, at: datetime, who: str, calendar: Calendar, note: str = "") -> Petition:
    """Its clocks run on, and the date moves by the working time waited; itself where they ran. Raises IllegalStep."""
    if petition.status not in OPEN:
        raise _not_in_hand(petition)
    if not petition.is_paused or petition.due_at is None:
        return petition
    pauses = ended(petition.pauses, at)
    over = pauses[-1].ended_at or at
    moved = postponed(calendar, petition.due_at, pauses[-1].begun_at, over)
    return petition.stepped(Entry(Act.RESUMED, over, who, note), pauses=pauses, due_at=moved)


def replied(petition: Petition, text: str, at: datetime, who: str, calendar: Calendar) -> Petition:
    """Whoever petitioned said more; where that was waited for, its clocks run on. Raises IllegalStep."""
    if petition.status not in OPEN:
        raise _not_in_hand(petition)
    if petition.remarks and (petition.remarks[-1].act, petition.remarks[-1].text) == (Act.REPLIED, text):
        return petition  # sent twice, as on a slow network
    after = petition.stepped(Entry(Act.REPLIED, at, who), text)
    waited = petition.is_paused and petition.pauses[-1].reason is PauseReason.PETITIONER
    return resumed(after, at, who, calendar) if waited else after


def extended(petition: Petition, why: str, at: datetime, who: str, rules: ClockRules, calendar: Calendar) -> Petition:
    """An involved matter: the whole limit of such a one, once, told to whoever petitioned. Raises IllegalStep."""
    _must_be_in_hand(petition)
    if any(one.act in (Act.EXTENDED, Act.REOPENED) for one in petition.history):
        raise IllegalStep(
            "extended-already", Words("Đã dùng quyền kéo dài một lần", "The longer limit was granted before")
        )
    longer = due_with_pauses(calendar, began(petition), rules.complex_days * MINUTES_OF_A_DAY, petition.pauses)
    if petition.due_at is None or longer <= petition.due_at:
        raise IllegalStep("no-longer", Words("Hạn này không dài hơn hạn đã hẹn", "This is no longer than promised"))
    return told(petition.stepped(Entry(Act.EXTENDED, at, who), due_at=longer), why, at, who)


def about_topic(petition: Petition, topic: Topic, minutes: int, at: datetime, who: str, calendar: Calendar) -> Petition:
    """About another topic, whose limit of ``minutes`` counts from the beginning, with every pause in it; itself where
    it was that one. A limit that was set apart (longer, or after reopening) stays. Raises IllegalStep."""
    if petition.status not in OPEN:
        raise _not_in_hand(petition)
    if petition.topic is topic:
        return petition
    entry = Entry(Act.TOPIC_CHANGED, at, who, petition.topic.value)
    if any(one.act in (Act.EXTENDED, Act.REOPENED) for one in petition.history):
        return petition.stepped(entry, topic=topic)
    moved = due_with_pauses(calendar, began(petition), minutes, petition.pauses)
    return petition.stepped(entry, topic=topic, due_at=moved)


def handed_on(
    petition: Petition, from_unit: str, unit: str, why: str, at: datetime, who: str, rules: ClockRules
) -> Petition:
    """Out of the officer's hands and on to another unit, or back to the desk (no unit). Once that was too often, a
    leader decides. Raises IllegalStep."""
    _must_be_in_hand(petition)
    if unit == from_unit:
        raise IllegalStep("same-unit", Words("Đang ở đơn vị này rồi", "It is with that unit already"))
    if petition.is_paused:
        raise IllegalStep("paused", Words("Cho chạy tiếp rồi mới chuyển", "Let its clocks run on first"))
    bounces = petition.bounces + 1
    return petition.stepped(
        Entry(Act.HANDED_ON, at, who, unit), why, status=Status.RECEIVED, officer=None, unit=unit, bounces=bounces,
        leader_decides=bounces >= rules.bounces,
    )  # fmt: skip


def reopened(petition: Petition, why: str, at: datetime, who: str, rules: ClockRules, calendar: Calendar) -> Petition:
    """Looked into once more, by whoever had it; the answer given stays to be read. Raises IllegalStep."""
    answer = petition.answer
    if petition.status not in (Status.ANSWERED, Status.CLOSED) or answer is None:
        raise IllegalStep("not-answered", Words("Chưa trả lời nên chưa mở lại được", "It was not answered yet"))
    if not may_reopen(petition, at, rules, calendar):
        raise IllegalStep(
            "reopened-too-late",
            Words(
                "Đã quá thời hạn hoặc số lần mở lại. Xin gửi phản ánh mới, hoặc đi theo đường khiếu nại",
                "It is too late to reopen, or it was reopened too often. File a new petition, or a formal complaint",
            ),
        )
    due_at, _ = due(calendar, at, rules.reopen_answer_days * MINUTES_OF_A_DAY)
    status = Status.ASSIGNED if petition.officer else Status.RECEIVED
    return petition.stepped(
        Entry(Act.REOPENED, at, who), why, status=status, due_at=due_at, answer=None, closed_at=None,
        earlier=(*petition.earlier, answer),
    )  # fmt: skip


def may_reopen(petition: Petition, at: datetime, rules: ClockRules, calendar: Calendar) -> bool:
    """Whether it was answered, not too long ago, and not reopened too often."""
    if petition.answer is None or len(petition.earlier) >= rules.reopenings:
        return False
    return at <= due_in_days(calendar, petition.answer.at, rules.reopen_within_days)


def unassigned_since(petition: Petition) -> datetime:
    """Since when nobody has it: as it was taken, handed on, or reopened."""
    moves = [one.at for one in since_began(petition) if one.act in (Act.HANDED_ON, Act.REOPENED)]
    return max([petition.received_at, *moves])


def _must_be_in_hand(petition: Petition) -> None:
    if petition.status is not Status.ASSIGNED:
        raise _not_in_hand(petition)


def _not_in_hand(petition: Petition) -> IllegalStep:
    if petition.status is Status.HANDED_OVER:
        return IllegalStep(
            "own-legal-path",
            Words("Đây là khiếu nại hoặc tố cáo, có đường riêng theo luật", "This has its own path by law"),
        )
    if petition.status is Status.RECEIVED:
        return IllegalStep("not-assigned", Words("Chưa giao cho ai", "Nobody has it yet"))
    return IllegalStep("answered-already", Words("Đã trả lời hoặc đã đóng", "It was answered or closed"))
