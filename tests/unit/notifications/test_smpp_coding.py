"""Rules of SMPP parts: what a phone puts together is the text, by a second table; receipts are understood."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.simulators.smsc.letters import text_of
from services.notifications.domain.message import Writing
from services.notifications.domain.segmentation import BASIC, EXTENDED
from services.notifications.gateways.smpp_coding import WITH_HEADER, international, parts_of, read_receipt, spellings
from tests.unit.notifications.samples import message

LETTERS = st.one_of(
    st.sampled_from(sorted(BASIC | EXTENDED)), st.sampled_from("ăâđẾẪỡ“…😀🏠"), st.characters(exclude_categories=["Cs"])
)


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.text(LETTERS, max_size=400), st.text(st.sampled_from(sorted(BASIC | EXTENDED)), max_size=600)))
def test_what_a_phone_puts_together_is_the_text(text: str) -> None:
    parts = parts_of(message(writing=Writing(text)))
    bodies = [part.content[6:] if part.esm_class & WITH_HEADER else part.content for part in parts]
    assert "".join(text_of(part.data_coding, body) for part, body in zip(parts, bodies, strict=True)) == text
    for part, body in zip(parts, bodies, strict=True):
        assert len(body) <= (
            (160 if part.data_coding == 0 else 140) if len(parts) == 1 else (153, 134)[part.data_coding // 8]
        )
        if len(parts) > 1:
            assert tuple(part.content[:3]) == (5, 0, 3)
            assert tuple(part.content[4:6]) == (part.of, part.number)
    assert len({part.content[3:4] for part in parts}) == 1 or len(parts) == 1


@pytest.mark.parametrize(
    ("stat", "arrived"), [("DELIVRD", True), ("UNDELIV", False), ("EXPIRED", False), ("REJECTD", False),
                          ("ENROUTE", None), ("ACCEPTD", None), ("UNKNOWN", None)],
)  # fmt: skip
def test_a_receipt_is_read_from_its_text(stat: str, arrived: bool | None) -> None:
    text = f"id:00ab12 sub:001 dlvrd:001 submit date:2610050800 done date:2610050801 stat:{stat} err:000 text:Ho so"
    told = read_receipt(0x04, "84912345127", text.encode(), None, None)
    assert told is not None
    assert (told.smsc_id, told.arrived) == ("00ab12", arrived)


def test_optional_fields_outweigh_the_text() -> None:
    told = read_receipt(0x04, "84912345127", b"id:1 stat:UNDELIV", "77", 2)
    assert told is not None
    assert (told.smsc_id, told.arrived) == ("77", True)


@pytest.mark.parametrize(("esm_class", "text"), [(0, b"id:1 stat:DELIVRD"), (4, b""), (4, b"\xff\x00 nonsense")])
def test_what_is_no_receipt_is_none(esm_class: int, text: bytes) -> None:
    assert read_receipt(esm_class, "84912345127", text, None, None) is None


def test_an_id_is_found_in_hexadecimal_and_in_decimal() -> None:
    assert "1a2b" in spellings("6699")
    assert "6699" in spellings("1A2B")


@pytest.mark.parametrize("number", ["+84912345127", "0912345127", "84912345127"])
def test_numbers_go_out_with_their_country(number: str) -> None:
    assert international(number) == "84912345127"
