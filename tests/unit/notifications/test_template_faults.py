"""Rules of what may stand in a template: unknown and lacking placeholders, foreign links, letters that cost more."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifications.domain.address_form import AddressForm
from services.notifications.domain.message import FOR_EVERYBODY, Channel
from services.notifications.domain.template import BY_EVENT, Template, allowed, required
from services.notifications.domain.words.brandname import brandname_fault
from services.notifications.domain.words.difference import Kind, difference
from services.notifications.domain.words.faults import faults_of
from services.notifications.domain.words.masking import masked
from services.notifications.domain.words.meanings import MEANINGS
from services.notifications.domain.words.seed import read_templates
from services.notifications.use_cases.preview_templates import sample_values
from tests.unit.notifications.samples import HOUSE, TEMPLATES
from tests.unit.notifications.test_writing import CONTENT

SMS = Template("accepted", Channel.SMS, "vi", 1, "Ho so {code}: {due}", accented=False)
MAIL = Template("accepted", Channel.EMAIL, "vi", 1, "Hồ sơ {code}: {due}", "Hồ sơ {code}")


@pytest.mark.parametrize(("template", "pointer", "said"), [
    (replace(SMS, text="{code} {nam}"), "/text", "Không có chỗ trống {nam}. Dùng được: {code}"),
    (replace(SMS, text="{due}"), "/text", "phải có: {code}"),
    (replace(MAIL, text="{code}"), "/text", "phải có: {due}"),
    (replace(MAIL, subject="{secret}"), "/subject", "Không có chỗ trống {secret}"),
    (replace(SMS, text="{code} {"), "/text", "ngoặc nhọn"),
    (replace(SMS, text="{code!r}"), "/text", "ngoặc nhọn"),
    (replace(SMS, text="{code:>9}"), "/text", "ngoặc nhọn"),
    (replace(SMS, text="{code.__class__}"), "/text", "ngoặc nhọn"),
    (replace(SMS, text=" "), "/text", "Viết lời"),
    (replace(SMS, text="{code} " + "x" * 1000), "/text", "Không quá 1000"),
    (replace(SMS, text="{code} https://bit.ly/abc"), "/text", "trang của mình"),
    (replace(SMS, text="{code} 😀 xong"), "/text", "không gửi được ký tự: 😀"),
    (replace(SMS, subject="x"), "/subject", "không có tiêu đề"),
    (replace(MAIL, subject=" "), "/subject", "cần có tiêu đề"),
    (replace(MAIL, subject="a\nBcc: x"), "/subject", "một dòng"),
    (replace(MAIL, accented=False), "/accented", "SMS mới bỏ dấu"),
    (replace(SMS, language="en", form=AddressForm.ELDER), "/form", "tiếng Việt"),
])  # fmt: skip
def test_words_that_cannot_work_are_refused_by_field(template: Template, pointer: str, said: str) -> None:
    found = [(one.pointer, one.words.vi) for one in faults_of(template)]
    assert any(field == pointer and said in words for field, words in found), found
    assert all(one.words.en and one.words.en != one.words.vi for one in faults_of(template))


def test_accented_words_may_hold_any_letter() -> None:
    assert faults_of(replace(SMS, text="Hồ sơ {code} ✓", accented=True)) == ()


def test_every_placeholder_has_a_meaning_and_an_example() -> None:
    names = {name for event in BY_EVENT for name in allowed(event)}
    assert names - MEANINGS.keys() == set()
    for event in BY_EVENT:
        for language in ("vi", "en"):
            assert allowed(event) - sample_values(event, language, HOUSE).keys() == set()


def test_what_must_be_said_can_be_said() -> None:
    for event in BY_EVENT:
        for channel in FOR_EVERYBODY:
            assert required(event, channel) <= allowed(event)


def test_an_older_person_and_an_organisation_have_words_of_their_own() -> None:
    elder = TEMPLATES.find("result_ready", Channel.SMS, "vi", AddressForm.ELDER)
    firm = TEMPLATES.find("result_ready", Channel.EMAIL, "vi", AddressForm.ORGANISATION)
    assert "Mời ông bà nhận" in elder.text
    assert "Mời quý đơn vị nhận" in firm.text
    assert elder.name == "result_ready.sms.vi.elder@1"


def test_who_has_no_words_of_their_own_is_told_as_everybody() -> None:
    found = TEMPLATES.find("accepted", Channel.SMS, "vi", AddressForm.ELDER)
    assert found.form is AddressForm.NEUTRAL


def test_a_form_given_in_the_file_is_kept_as_it_is() -> None:
    row = {**CONTENT["templates"][0], "form": "elder", "text": "Hồ sơ {code} của bác đã đến."}
    found = read_templates({**CONTENT, "templates": [*CONTENT["templates"], row]})
    assert found.find(row["event"], Channel(row["channel"]), "vi", AddressForm.ELDER).text == row["text"]


JARGON = ("thẩm quyền", "thành phần hồ sơ", "luân chuyển", "trạng thái", "hợp lệ", "quy trình", "hạn xử lý", "status")


@pytest.mark.parametrize("one", list(TEMPLATES), ids=lambda one: one.place.key)
def test_the_first_sentence_is_short_and_plain(one: Template) -> None:
    """An older person reads it once and knows what happened."""
    paragraphs = [part for part in one.text.split("\n\n") if not part.rstrip().endswith(",")]
    first = paragraphs[0].split(". ")[0]
    assert len(first.split()) <= 24, first
    assert [word for word in JARGON if word in first.lower()] == []
    assert "!" not in one.text


@pytest.mark.parametrize(("name", "fault"), [
    ("SYT HASON", None), ("MOTCUA.HS-1", None), ("", "empty"), ("MOTCUA HASON", "too_long"),
    ("0912345678", "only_digits"),
    ("SỞ Y TẾ", "not_latin"), (" SYT", "not_latin"), ("SYT\n", "not_latin"),
])  # fmt: skip
def test_a_brandname_is_short_latin_and_no_number(name: str, fault: str | None) -> None:
    assert brandname_fault(name) == fault


def test_a_masked_value_tells_whom_it_is_about_to_nobody() -> None:
    shown = masked({"name": "Nguyễn Thị Bích Đào", "due": "8:00 thứ Hai", "answer": "Chị Hà gọi 0912 345 127"})
    assert shown == {"name": "N… T… B… Đ…", "due": "8:00 thứ Hai", "answer": "C… H… g… •••• ••• •••"}


@settings(deadline=None, max_examples=60)
@given(st.text("ab {}\n.", max_size=40), st.text("ab {}\n.", max_size=40))
def test_a_difference_holds_both_texts_whole(older: str, newer: str) -> None:
    found = difference(older, newer)
    assert "".join(one.text for one in found if one.kind is not Kind.NEW) == older
    assert "".join(one.text for one in found if one.kind is not Kind.GONE) == newer
