"""Rules of what people read: every event, channel and language has words; nothing personal where it is not needed."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import pytest

from services.notifications.consumed import SCHEMAS, readings
from services.notifications.domain.message import FOR_EVERYBODY, Channel, Message, Status
from services.notifications.domain.segmentation import GSM_7
from services.notifications.domain.template import BY_EVENT
from services.notifications.domain.words.seed import BadTemplate, read_templates
from services.notifications.settings import DATA
from services.notifications.use_cases.preview_templates import previews
from services.notifications.use_cases.queue_messages import needs, queue_messages
from shared.store.change import Change, Key, Loaded
from tests.unit.notifications.samples import (
    DESK,
    DOSSIER,
    EVENTS,
    MEETINGS,
    PERSON,
    PETITION,
    SECRETS,
    TEMPLATES,
    event,
)

NOBODY = Loaded({})
CONTENT = json.loads((DATA / "templates.json").read_text("utf-8"))


def written(change: Change, channel: Channel) -> Message:
    return next(one for one in change.saved if isinstance(one, Message) and one.channel is channel)


def text_of(one: Message) -> str:
    assert one.writing is not None
    return one.writing.text


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("type_", EVENTS)
def test_every_event_is_told_by_sms_and_mail(type_: str, language: str) -> None:
    change = queue_messages(event(type_, personal={**PERSON, "language": language}), NOBODY, desk=DESK)
    sms, mail = written(change, Channel.SMS), written(change, Channel.EMAIL)
    code = PETITION if type_.startswith("hotline") else DOSSIER
    assert {sms.status, mail.status} == {Status.QUEUED}
    assert code in text_of(sms)
    assert code in text_of(mail)
    assert code in mail.writing.subject  # type: ignore[union-attr]
    assert (sms.encoding, sms.language, mail.language) == (GSM_7, language, language)
    assert sms.parts <= 2
    assert (sms.to_masked, mail.to_masked) == ("…127", "b…@t…")
    assert change.facts == ()


@pytest.mark.parametrize("type_", EVENTS)
def test_an_sms_names_neither_person_nor_procedure(type_: str) -> None:
    text = text_of(written(queue_messages(event(type_), NOBODY, desk=DESK), Channel.SMS))
    for word in ("Bich Dao", "Bích Đào", "giay phep", "giấy phép", "912345"):
        assert word not in text


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("type_", "changed", "said"), [
    ("intake.guidance.booked.v1", {}, ("9:00", "1800 0000")),
    ("intake.guidance.booked.v1", {"place": "phone"}, ("9:00", "1800 0000")),
    ("intake.guidance.moved.v1", {}, ("8:00", "9:00", "1800 0000")),
    ("intake.guidance.cancelled.v1", {}, ("9:00", "http://localhost:8080/guidance")),
    ("intake.guidance.cancelled.v1", {"by_desk": True}, ("9:00", "1800 0000")),
    ("intake.business.invited.v1", {}, ("19", "http://localhost:8080/my")),
    ("intake.ticket.taken.v1", {}, ("B012", "5", "8:20", "8:40", "http://localhost:8080/ticket/")),
    ("intake.ticket.taken.v1", {"earliest": None, "latest": None}, ("B012", "5")),
    ("intake.ticket.not_given.v1", {}, ("6:30", "16:45", "http://localhost:8080/ticket", "1800 0000")),
])  # fmt: skip
def test_a_meeting_and_an_invitation_are_told_with_when_and_where_to_turn(
    type_: str, changed: dict[str, Any], said: tuple[str, ...], language: str
) -> None:
    change = queue_messages(event(type_, personal={**PERSON, "language": language}, **changed), NOBODY, desk=DESK)
    sms, mail = written(change, Channel.SMS), written(change, Channel.EMAIL)
    for one in said:
        assert (one in text_of(sms), one in text_of(mail)) == (True, True)
    assert (sms.encoding, sms.parts <= 2, sms.status, mail.status) == (GSM_7, True, Status.QUEUED, Status.QUEUED)
    assert "Bích Đào" not in text_of(sms)


def test_who_need_not_come_is_not_told_as_if_they_had_asked() -> None:
    for by_desk, words in ((True, "không cần đến"), (False, "theo yêu cầu của ông bà")):
        change = queue_messages(event("intake.guidance.cancelled.v1", by_desk=by_desk), NOBODY, desk=DESK)
        assert words in text_of(written(change, Channel.EMAIL))


def test_acceptance_says_the_due_date_in_words() -> None:
    change = queue_messages(event("intake.dossier.accepted.v1"), NOBODY, desk=DESK)
    assert "Hen tra ket qua: 8:00 thu Hai 12/10/2026." in text_of(written(change, Channel.SMS))
    assert "Hẹn trả kết quả: 8:00 thứ Hai 12/10/2026." in text_of(written(change, Channel.EMAIL))


def test_a_due_date_that_is_not_set_is_not_made_up() -> None:
    change = queue_messages(event("intake.dossier.accepted.v1", due_at=None), NOBODY, desk=DESK)
    assert "Hen tra ket qua: se bao sau." in text_of(written(change, Channel.SMS))


def test_a_denial_is_not_told_as_good_news() -> None:
    change = queue_messages(event("intake.dossier.result_ready.v1", decision="denied"), NOBODY, desk=DESK)
    assert "khong duoc chap thuan" in text_of(written(change, Channel.SMS))
    assert written(change, Channel.SMS).event == "result_denied"


def test_a_supplement_request_says_what_until_when_and_why() -> None:
    text = text_of(written(queue_messages(event("intake.dossier.supplement_requested.v1"), NOBODY, desk=DESK),
                           Channel.EMAIL))  # fmt: skip
    assert "trước thứ Ba 27/10/2026" in text
    assert "Cần bổ sung: Bản sao bằng đại học" in text
    assert "Lý do: Bản đã nộp bị mờ" in text


def test_what_is_not_known_leaves_no_empty_line() -> None:
    text = text_of(written(queue_messages(event("intake.dossier.returned.v1", procedure=None), NOBODY, desk=DESK),
                           Channel.EMAIL))  # fmt: skip
    assert "Thủ tục" not in text


def test_an_anonymous_reader_is_greeted_all_the_same() -> None:
    change = queue_messages(event("hotline.petition.answered.v1", personal={**PERSON, "name": None}), NOBODY, desk=DESK)
    assert text_of(written(change, Channel.EMAIL)).startswith("Kính gửi ông bà, anh chị,")


@pytest.mark.parametrize(("personal", "sms", "mail"), [
    ({}, "no_phone", "no_email"),
    ({"phone": None, "email": ""}, "no_phone", "no_email"),
    ({"phone": "12", "email": "nobody"}, "bad_phone", "bad_email"),
    ({"phone": "+842838123456", "email": "a b@c.vn"}, "landline", "bad_email"),
    ({"phone": "0912345127\nBcc", "email": "a@b.vn\r\nBcc: c@d.vn"}, "bad_phone", "bad_email"),
])  # fmt: skip
def test_whom_no_message_can_reach_is_skipped_with_the_reason(personal: dict[str, Any], sms: str, mail: str) -> None:
    change = queue_messages(event("intake.dossier.filed.v1", personal=personal), NOBODY, desk=DESK)
    for channel, reason in ((Channel.SMS, sms), (Channel.EMAIL, mail)):
        one = written(change, channel)
        assert (one.status, one.reason, one.due_at) == (Status.SKIPPED, reason, None)
        assert (one.recipient, one.writing) == (None, None)


def test_a_channel_without_provider_is_skipped() -> None:
    change = queue_messages(event("intake.dossier.filed.v1"), NOBODY, desk=replace(DESK, channels={Channel.SMS}))
    assert written(change, Channel.EMAIL).reason == "channel_off"


def test_a_replayed_event_makes_no_second_message() -> None:
    received = event("intake.dossier.filed.v1")
    first = queue_messages(received, NOBODY, desk=DESK)
    there = Loaded({Key(type(one), one.id): one for one in first.saved})
    assert {Key(Message, one.id) for one in first.saved if isinstance(one, Message)} <= set(needs(received, DESK))
    assert queue_messages(received, there, desk=DESK) == Change()


def test_mail_is_the_same_words_with_links_and_without_scripts() -> None:
    injected = {**PERSON, "name": "<script>alert(1)</script>"}
    mail = written(
        queue_messages(event("intake.dossier.filed.v1", personal=injected), NOBODY, desk=DESK), Channel.EMAIL
    )
    assert mail.writing is not None
    assert "<script>" not in mail.writing.html
    assert '<a href="http://localhost:8080/tracking"' in mail.writing.html


def test_braces_in_what_people_wrote_are_no_placeholders() -> None:
    change = queue_messages(event("hotline.petition.answered.v1", answer="{code} {0} %s"), NOBODY, desk=DESK)
    assert "{code} {0} %s" in text_of(written(change, Channel.EMAIL))


def test_every_type_that_is_read_has_words() -> None:
    assert {*EVENTS, *SECRETS, *MEETINGS} == set(SCHEMAS)
    assert {one.type for one in readings(DESK)} == {*EVENTS, *SECRETS, *MEETINGS}


# Status → the event by which its applicant hears of it. In progress (4) follows acceptance within seconds and brings
# nobody anything to do: the message of acceptance, with its date, is theirs.
TOLD = {
    "filed": "intake.dossier.filed.v1",
    "accepted": "intake.dossier.accepted.v1",
    "refused": "intake.dossier.refused.v1",
    "papers wanted": "intake.dossier.supplement_requested.v1",
    "papers received": "intake.dossier.supplemented.v1",
    "payment wanted": "intake.dossier.payment_requested.v1",
    "paid": "intake.dossier.paid.v1",
    "withdrawn": "intake.dossier.withdrawn.v1",
    "stopped": "intake.dossier.stopped.v1",
    "done": "intake.dossier.result_ready.v1",
    "returned": "intake.dossier.returned.v1",
    "lost": "intake.dossier.lost.v1",
}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("status", list(TOLD))
def test_no_status_is_without_its_message(status: str, language: str) -> None:
    """The bug of others: no message in several statuses."""
    change = queue_messages(event(TOLD[status], personal={**PERSON, "language": language}), NOBODY, desk=DESK)
    for channel in FOR_EVERYBODY:
        one = written(change, channel)
        assert one.status is Status.QUEUED
        assert DOSSIER in text_of(one)


@pytest.mark.parametrize(("said", "words"), [
    ({"early": True}, "result_early"),
    ({"early": True, "owed": 500_000}, "result_unpaid"),
    ({"early": True, "decision": "denied"}, "result_denied"),
    ({}, "result_ready"),
])  # fmt: skip
def test_a_result_is_told_with_what_matters_most(said: dict[str, Any], words: str) -> None:
    change = queue_messages(event("intake.dossier.result_ready.v1", **said), NOBODY, desk=DESK)
    assert written(change, Channel.SMS).event == words


def test_a_posted_result_is_told_with_its_tracking_number() -> None:
    change = queue_messages(event("intake.dossier.returned.v1", tracking_number="EB123VN"), NOBODY, desk=DESK)
    assert "EB123VN" in text_of(written(change, Channel.SMS))


def test_every_template_can_be_previewed() -> None:
    shown = list(previews(DESK))
    assert len(shown) == len(list(TEMPLATES)) > 4 * len(BY_EVENT)
    assert all("{" not in one.writing.text for one in shown)
    assert {one.cut.count for one in shown if one.cut} <= {1, 2}


def without_a_letter(rows: list[dict[str, Any]]) -> None:
    rows.remove(next(one for one in rows if one.get("subject") == "Dossier {code}: the result was posted"))


@pytest.mark.parametrize(("change", "told"), [
    (without_a_letter, "missing: posted.email.en.neutral"),
    (lambda rows: rows.append(dict(rows[0])), "given twice: filed.sms.vi.neutral"),
    (lambda rows: rows[0].update(text="{code} {phone}"), r"no placeholder \{phone\}. Known are \{code\}"),
    (lambda rows: rows[0].update(text="{code} {due}"), r"filed.sms.vi: /text: .* \{due\}"),
    (lambda rows: rows[0].update(text="Xong"), r"/text: It must also say \{code\}"),
    (lambda rows: rows[0].update(text="{code} {"), "/text: Braces are for placeholders only"),
    (lambda rows: rows[0].update(text="{code} {code.__class__}"), "/text: Braces are for placeholders only"),
    (lambda rows: rows[0].update(channel="fax"), "filed.fax.vi"),
    (lambda rows: rows[2].update(subject=""), "/subject: A letter needs a subject"),
])  # fmt: skip
def test_a_template_that_cannot_work_is_refused_by_name(change: Any, told: str) -> None:
    content = copy.deepcopy(CONTENT)
    change(content["templates"])
    with pytest.raises(BadTemplate, match=told):
        read_templates(content)


@pytest.mark.parametrize(("changed", "template", "said"), [
    ({"kind": "apology"}, "apology", ("Chúng tôi xin lỗi", "10:00 thứ Năm 15/10/2026", "mưa bão")),
    ({"kind": "calendar"}, "due_moved", ("chỉ ngày nghỉ và ngày làm việc thay đổi", "trước đây 8:00 thứ Hai")),
    ({"kind": "calendar", "paused": True}, "due_moved_waiting", ("đang chờ ông bà, anh chị bổ sung",)),
    ({"kind": "correction"}, "due_corrected", ("cấp lại", "nay là 10:00 thứ Năm 15/10/2026")),
])  # fmt: skip
def test_whose_date_moves_is_told_why_and_to_when(changed: Any, template: str, said: tuple[str, ...]) -> None:
    change = queue_messages(event("intake.dossier.due_changed.v1", **changed), NOBODY, desk=DESK)
    email = written(change, Channel.EMAIL)
    assert email.event == template
    text = f"{email.writing.subject} {text_of(email)}" if email.writing else ""
    assert [one for one in said if one.lower() not in text.lower()] == []


def test_a_calendar_s_reason_is_told_in_the_reader_s_language() -> None:
    english = {**PERSON, "language": "en"}
    told = event("intake.dossier.due_changed.v1", personal=english, kind="calendar", reason_en="24/12/2026 is off")
    assert "24/12/2026 is off" in text_of(written(queue_messages(told, NOBODY, desk=DESK), Channel.EMAIL))
