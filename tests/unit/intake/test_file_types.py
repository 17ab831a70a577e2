"""Rules of what is taken: the content decides, never the name; what is two things at once is nothing."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from services.intake.domain.paper import DOCX, JPEG, PDF, PNG, RefusedFile, clean_name
from services.intake.gateways.file_types import ContentTypes
from tests.unit.intake.paper_samples import docx, infected_pdf, jpeg, pdf, plain_zip, png

WORD_WITH_MACROS = "<Types>application/vnd.ms-word.document.macroEnabled.main+xml</Types>"
SAMPLES: dict[str, Callable[[], bytes]] = {PDF: pdf, JPEG: jpeg, PNG: png, DOCX: docx}


def judged(content: bytes) -> str:
    return ContentTypes().judge(io.BytesIO(content), len(content))


def refused(content: bytes) -> str:
    with pytest.raises(RefusedFile) as refusal:
        judged(content)
    assert refusal.value.words.vi
    assert refusal.value.words.en
    return refusal.value.slug


@pytest.mark.parametrize("kind", SAMPLES)
def test_each_kind_is_known_by_its_content(kind: str) -> None:
    assert judged(SAMPLES[kind]()) == kind


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        (b"MZ" + bytes(200), "file-type-not-taken"),
        (b"<html><script>1</script></html>", "file-type-not-taken"),
        (b"just words", "file-type-not-taken"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(100), "file-heic"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file-of-old-office"),
        (b"%PDF-1.4\n1 0 obj", "file-damaged"),
        (b"PK\x03\x04" + bytes(100), "file-damaged"),
    ],
)
def test_whatever_else_it_is_is_refused_by_name(content: bytes, slug: str) -> None:
    assert refused(content) == slug


def test_another_zip_is_no_word_document() -> None:
    assert refused(plain_zip()) == "file-type-not-taken"
    assert refused(docx(types="<Types/>")) == "file-type-not-taken"


@pytest.mark.parametrize("kind", [PDF, JPEG, PNG])
def test_an_archive_behind_a_document_is_two_things_at_once(kind: str) -> None:
    assert refused(SAMPLES[kind]() + plain_zip()) == "file-of-two-kinds"


def test_a_document_in_front_of_a_word_document_is_two_things_at_once() -> None:
    assert refused(b"PK\x03\x04 in front of it" + docx()) == "file-of-two-kinds"


def test_a_picture_that_is_a_pdf_as_well_is_two_things_at_once() -> None:
    assert refused(jpeg()[:20] + b"%PDF-1.7" + jpeg()[20:]) == "file-of-two-kinds"


def test_what_phones_put_behind_a_picture_is_forgiven() -> None:
    assert judged(jpeg() + b"SEFT" + bytes(2000)) == JPEG


def test_a_program_in_a_word_document_is_refused() -> None:
    assert refused(docx(types=WORD_WITH_MACROS)) == "file-with-macros"
    assert refused(docx({"word/vbaProject.bin": b"x"})) == "file-with-macros"


def test_a_word_document_that_unpacks_to_far_too_much_is_refused_unopened() -> None:
    assert refused(docx({"word/media/a.bmp": bytes(30_000_000)})) == "file-bomb"


def test_a_virus_in_a_document_is_the_scanners_to_find() -> None:
    assert judged(infected_pdf()) == PDF


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("CCCD mặt trước.jpg", "CCCD mặt trước.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Đào\\đơn.pdf", "đơn.pdf"),
        ('a"b\r\nSet-Cookie: x', "a b Set-Cookie x"),
        ("\u202egpj.exe", "gpj.exe"),
        ("", "giay-to"),
        ("   ...", "giay-to"),
        ("a" * 500, "a" * 120),
    ],
)
def test_a_name_is_one_line_without_folders(typed: str, name: str) -> None:
    assert clean_name(typed) == name
