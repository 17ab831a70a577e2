"""Sends a version's words to an address that an officer types: with invented values, marked as a test, counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from services.notifications.domain.errors import FieldFault, IllegalStep, InvalidRequest, TooManyAttempts, Words
from services.notifications.domain.message import Channel, Message, Status, message_id
from services.notifications.domain.pace import Rate
from services.notifications.domain.recipient import BY_PHONE, REACHED, email_fault, phone_fault
from services.notifications.domain.segmentation import segments
from services.notifications.domain.template import Place, Template
from services.notifications.domain.words.line import TemplateLine
from services.notifications.use_cases.preview_templates import sample_values
from services.notifications.use_cases.templates.desk import (
    TEST,
    WordsDesk,
    load_line,
    must_be_approved,
    words_in_force,
    words_numbered,
)
from shared.security.caller import Caller
from shared.store.change import AlreadyExists, Change, Context, Key
from shared.text.contacts import email_address, phone_number

ABOUT = "test:"
EVENT_TYPE = "notifications.template.test"
USEFUL = timedelta(hours=1)
RATE = Rate(20, 3_600)
MARK = {"vi": "[Thử]", "en": "[Test]"}
TOLD = {
    "vi": "Đây là thư thử của mẫu {name}. Tên, ngày và mã là ví dụ.",
    "en": "This is a test of the template {name}. Names, dates and codes are invented.",
}
BAD_PHONE = Words("Ghi một số di động, ví dụ 0912 345 678", "Give a mobile number, as 0912 345 678")
BAD_EMAIL = Words("Ghi một địa chỉ thư điện tử", "Give an address of electronic mail")
CHANNEL_OFF = Words("Kênh này chưa có nhà cung cấp, chưa gửi thử được", "This channel has no provider yet")
NOT_APPROVED = Words(
    "Nhà cung cấp chưa duyệt bản này, chưa gửi thử được", "The provider has not approved this version yet"
)
ENOUGH = Words("Đã gửi thử nhiều lần. Xin chờ ít phút", "Many tests were sent. Please wait some minutes")


def send_test(
    desk: WordsDesk, caller: Caller, place: Place, number: int | None, recipient: str, once: str, context: Context
) -> Message:
    """The queued message; the same ``once`` again gives the same one. ``number`` None is the version in force.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep, TooManyAttempts, StoreAway.
    """
    desk.access.grant(caller, TEST).require()
    to = _address(place.channel, recipient)
    line = load_line(desk, place)
    words = words_in_force(desk, line) if number is None else None
    words = words or words_numbered(desk, line, number or 0)
    if place.channel not in desk.channels:
        raise IllegalStep("channel-off", CHANNEL_OFF)
    if must_be_approved(place) and words.name not in desk.approved:
        raise IllegalStep("not-approved-by-provider", NOT_APPROVED)
    message = _message(desk, line, words, to, f"test/{caller.actor}/{once}", context)
    known = desk.work.load(Key(Message, message.id)).get(Message, message.id)
    if known is not None:
        return known
    if not desk.counts.take("template test", caller.actor, RATE, context.at):
        wait = RATE.window_ends(context.at) - context.at
        raise TooManyAttempts(ENOUGH, max(1, int(wait.total_seconds())))
    try:
        desk.work.commit(Change(saved=(message,)), context)
    except AlreadyExists:
        return desk.work.load(Key(Message, message.id)).get(Message, message.id) or message
    return message


def trials_of(desk: WordsDesk, place: Place, limit: int) -> list[Message]:
    """The newest tests of this template, with what became of each. Raises StoreAway."""
    return desk.messages.messages(f"{ABOUT}{place.key}", None, limit)


def _message(desk: WordsDesk, line: TemplateLine, words: Template, to: str, event_id: str, context: Context) -> Message:
    values = sample_values(words.event, words.language, desk.house)
    writing = _marked(words).write(values)
    cut = segments(writing.text) if words.channel is Channel.SMS else None
    return Message(
        id=message_id(event_id, words.channel), version=1, about=f"{ABOUT}{line.id}", event=words.event,
        event_type=EVENT_TYPE, event_id=event_id, correlation_id=context.correlation_id, channel=words.channel,
        language=words.language, template=words.name, to_masked=REACHED[words.channel].masked(to),
        asked_at=context.at, status=Status.QUEUED, changed_at=context.at, due_at=context.at,
        expires_at=context.at + USEFUL, recipient=to,
        writing=writing if must_be_approved(line.place) else replace(writing, values={}),
        encoding=cut.encoding if cut else "", parts=cut.count if cut else 0,
    )  # fmt: skip


def _marked(words: Template) -> Template:
    mark = MARK[words.language]
    if words.channel is Channel.SMS:
        return replace(words, text=f"{mark} {words.text}")
    if must_be_approved(words.place):
        return words  # not a letter of it may be changed
    told = TOLD[words.language].format(name=words.name)
    return replace(words, subject=f"{mark} {words.subject}", text=f"{words.text}\n\n{told}")


def _address(channel: Channel, typed: str) -> str:
    if REACHED[channel] is BY_PHONE:
        number = phone_number(typed)
        if number is None or phone_fault(number):
            raise InvalidRequest(FieldFault("/recipient", BAD_PHONE))
        return number
    address = email_address(typed)
    if address is None or email_fault(address):
        raise InvalidRequest(FieldFault("/recipient", BAD_EMAIL))
    return address
