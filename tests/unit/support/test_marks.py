"""The finder finds every form of a mark: a test that looks for personal values must be able to fail."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import quopri
import re
import struct
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from urllib.parse import quote, quote_plus, urlencode

import pytest
from bson import encode

from tests.support.marks import Finder, Invented, Mark, folded

INVENTED = Invented(1)
NAME = Mark("name", f"Đặng Thị {INVENTED.word()}")
PHONE = Mark("phone", INVENTED.phone(), "phone")
EMAIL = Mark("email", INVENTED.email())
IDENTITY = Mark("identity_number", INVENTED.digits(12), "number")
BORN = Mark("birth_date", "1941-03-07", "day")
ADDRESS = Mark("address", INVENTED.word())
TOKEN = Mark("owner token", "qZ-3_xYkT7pLm0aVbN8sRcD2fGh5jWe9", "secret")
ALL = (NAME, PHONE, EMAIL, IDENTITY, BORN, ADDRESS, TOKEN)
FINDER = Finder(ALL)

WRAPPINGS: dict[str, Callable[[str], str | bytes]] = {
    "as it is": lambda text: f"before {text} after",
    "percent-encoded": lambda text: f"GET /look?q={quote(text, safe='')}&more=1",
    "as a form": lambda text: urlencode({"a": "b", "q": text}),
    "plus for blanks, small hexadecimal digits": lambda text: re.sub(
        "%..", lambda escape: escape[0].lower(), quote_plus(text)
    ),
    "JSON": lambda text: json.dumps({"q": [text]}, ensure_ascii=False),
    "JSON-escaped": lambda text: json.dumps({"q": [text]}),
    "JSON in JSON": lambda text: json.dumps({"q": json.dumps({"a": text})}, ensure_ascii=False),
    "HTML-escaped": lambda text: "".join(f"&#{ord(letter)};" for letter in text),
    "HTML": lambda text: f'<p title="{html.escape(text)}">x',
    "Python's bytes": lambda text: repr(text.encode()),
    "quoted-printable": lambda text: quopri.encodestring(f"{'x' * 60} {text} {'y' * 60}".encode()),
    "base64, first": lambda text: base64.b64encode(f"{text}, and more".encode()),
    "base64, second": lambda text: base64.b64encode(f"!{text}, and more".encode()),
    "base64, third": lambda text: base64.urlsafe_b64encode(f"!!{text}".encode()),
    "base64 in lines": lambda text: base64.encodebytes(f"{'x' * 40}{text}{'y' * 40}".encode()),
    "hexadecimal": lambda text: text.encode().hex(),
    "UTF-16": lambda text: b"\x01\x02" + text.encode("utf-16-be"),
    "BSON": lambda text: encode({"a": {"b": [text]}}),
    "BSON key": lambda text: encode({"a": {text: 1}}),
    "BSON binary": lambda text: encode({"a": b"\xff\xfe" + text.encode() + b"\x00"}),
}  # fmt: skip


@pytest.mark.parametrize("mark", ALL, ids=lambda mark: mark.field)
@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_every_mark_is_found_in_every_wrapping(mark: Mark, wrapping: str) -> None:
    assert any(told.startswith(f"{mark.field} (") for told in FINDER.found_in(WRAPPINGS[wrapping](mark.value)))


@pytest.mark.parametrize(
    ("mark", "spelling"),
    [
        (NAME, NAME.value.upper()),
        (NAME, folded(NAME.value)),
        (NAME, unicodedata.normalize("NFD", NAME.value)),
        (NAME, NAME.value.replace(" ", "\n  ")),
        (EMAIL, EMAIL.value.upper()),
        (PHONE, "0" + PHONE.value[3:]),
        (PHONE, f"0{PHONE.value[3:6]} {PHONE.value[6:9]} {PHONE.value[9:]}"),
        (PHONE, f"(+84) {PHONE.value[3:5]}.{PHONE.value[5:8]}.{PHONE.value[8:]}"),
        (PHONE, f"0{PHONE.value[3:6]}\u00a0{PHONE.value[6:9]}\u00a0{PHONE.value[9:]}"),
        (IDENTITY, " ".join(IDENTITY.value[at : at + 3] for at in range(0, 12, 3))),
        (BORN, "07/03/1941"),
        (BORN, "7-3-1941"),
        (BORN, "19410307"),
        (BORN, "ngày 7 tháng 3 năm 1941"),
        (BORN, "7 March 1941"),
    ],
)
def test_every_spelling_is_found(mark: Mark, spelling: str) -> None:
    assert f"{mark.field} (as it is)" in FINDER.found_in(f"x {spelling}, y")


@pytest.mark.parametrize(
    "data", [{"at": datetime(1941, 3, 7, tzinfo=UTC)}, {"at": datetime(1941, 3, 6, 17, tzinfo=UTC)}]
)
def test_a_birth_date_is_found_as_a_time_of_the_database(data: dict[str, datetime]) -> None:
    assert FINDER.found_in(encode(data)) == {"birth_date (as a time)"}


def test_numbers_are_found_though_they_are_no_text() -> None:
    phone, identity = int(PHONE.value[1:]), int(IDENTITY.value)
    assert FINDER.found_in(struct.pack("<qq", phone, identity)) == {
        "phone (as a number)", "identity_number (as a number)",
    }  # fmt: skip
    assert FINDER.found_in(json.dumps({"q": identity})) == {"identity_number (as it is)"}


def test_a_hash_without_a_key_is_no_hiding_place_but_for_a_secret() -> None:
    national = "0" + PHONE.value[3:]
    assert FINDER.found_in(hashlib.sha256(national.encode()).hexdigest()) == {"phone (sha256 without a key)"}
    assert FINDER.found_in(hashlib.sha256(TOKEN.value.encode()).hexdigest()) == set()


def test_a_mail_is_read_as_it_is_sent() -> None:
    mail = EmailMessage()
    mail["To"], mail["Subject"] = EMAIL.value, f"Kính gửi {NAME.value}"
    mail.set_content(f"{'x ' * 50} {ADDRESS.value}\n", cte="quoted-printable")
    told = FINDER.found_in(mail.as_bytes())
    assert {"email (as it is)", "address (quoted-printable)"} <= told


def test_what_is_masked_or_another_person_s_is_not_found() -> None:
    other = Invented(2)
    masked = f"…{PHONE.value[-3:]} {EMAIL.value[0]}…@… {BORN.value[:4]}"
    told = f"{masked} {other.word()} {other.phone()} {other.email()} {other.digits(12)}"
    assert FINDER.found_in(told) == set()
