"""One message as a line of time: asked for, each call to a provider and what it said, what came of it, who calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.notifications.domain.message import Attempt, Message, Outcome, Status
from services.notifications.domain.reach import Reach, Standing
from services.notifications.domain.suppression import Suppression, Why
from services.notifications.use_cases.seeing.search import Story
from services.notifications.web import told
from shared.ui import display, words
from shared.ui.texts import gettext as _


@dataclass(frozen=True, slots=True)
class Step:
    """``state`` is done, here or next; ``code`` what the provider said in its own letters."""

    name: str
    when: str
    note: str = ""
    code: str = ""
    state: str = "done"


def story_steps(story: Story, now: datetime) -> list[Step]:
    """All of it, the oldest first."""
    message = story.message
    steps = [Step(_("Có việc cần báo"), _moment(message.asked_at, now))]
    steps += [_call(one, now) for one in message.attempts]
    steps += _ends(message, now)
    if story.suppression is not None:
        steps.append(_left_alone(story.suppression, now))
    if story.reach is not None:
        steps += _reached(story.reach, now)
    return steps


def _moment(at: datetime, now: datetime) -> str:
    return words.capital(words.moment(at, now, display.language()))


def _call(one: Attempt, now: datetime) -> Step:
    how = {
        Outcome.ACCEPTED: _("%(provider)s đã nhận", provider=one.provider),
        Outcome.REFUSED: _("%(provider)s từ chối", provider=one.provider),
        Outcome.FAILED: _("Gửi %(provider)s chưa được", provider=one.provider),
        Outcome.UNKNOWN: _("Gửi %(provider)s, không rõ đã nhận chưa", provider=one.provider),
        None: _("Đang gửi %(provider)s", provider=one.provider),
    }[one.outcome]
    when = _moment(one.started_at, now)
    if one.ended_at is not None:
        seconds = f"{(one.ended_at - one.started_at).total_seconds():.1f}"
        if display.language() == "vi":
            seconds = seconds.replace(".", ",")
        when = _("%(when)s, trả lời sau %(seconds)s giây", when=when, seconds=seconds)
    note = words.capital(told.reason_words(one.reason)) if one.reason else ""
    code = one.reason if one.reason and note.lower() != one.reason.lower() else ""
    state = "here" if one.outcome is None else "done"
    return Step(_("Lần %(number)s: %(how)s", number=one.number, how=how), when, note, code, state)


def _ends(message: Message, now: datetime) -> list[Step]:
    note = words.capital(told.reason_words(message.reason)) if message.reason else ""
    standing = told.status_words(message.status)
    if message.status is Status.DELIVERED and message.delivered_at is not None:
        return [Step(_("Đã đến người nhận"), _moment(message.delivered_at, now))]
    if message.status is Status.ACCEPTED:
        return [Step(_("Chờ nhà cung cấp báo đã đến"), "", state="next")]
    if message.is_held:
        return [Step(_("Chờ đến lượt"), "", note, state="next")]
    if message.has_ended:
        return [Step(standing, _moment(message.changed_at, now), note)]
    if message.due_at is not None and message.status is not Status.SENDING:
        return [Step(_("Gửi tiếp"), _moment(message.due_at, now), note, state="next")]
    return []


def _left_alone(one: Suppression, now: datetime) -> Step:
    why = {
        Why.NOBODY_THERE: _("Không có người nhận"),
        Why.TOO_OFTEN: _("Hỏng %(count)s lần liền", count=len(one.failed)),
        Why.BY_HAND: _("Cán bộ chặn"),
    }
    return Step(_("Địa chỉ đang bị chặn"), _moment(one.since, now) if one.since else "",
                why[one.why] if one.why else "", state="here")  # fmt: skip


def _reached(reach: Reach, now: datetime) -> list[Step]:
    when = _moment(reach.changed_at, now)
    return {
        Standing.OPEN: [Step(_("Còn theo dõi đến khi người dân nhận được tin"), "", state="next")],
        Standing.REACHED: [Step(_("Người dân đã nhận được tin này"), when)],
        Standing.REPLACED: [Step(_("Tin mới hơn đã thay tin này"), when)],
        Standing.NOT_REACHED: [
            Step(_("Không cách nào đến được người dân"), when),
            Step(_("Đã giao tổng đài gọi điện"), when, state="here"),
        ],
    }[reach.standing]
