"""A reference is found again in whatever a bank makes of it; a VietQR code says to others' readers what we put in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vietnam_qr_pay import QRPay

from deploy.simulators.bank.codes import BadCode, read_code
from services.intake.domain.money.reference import SIGNS, is_reference, new_reference, references_in
from services.intake.gateways.vietqr import MOST_AMOUNT, crc16, vietqr


def _one_by_one(drawn: list[int]) -> Callable[[int], int]:
    left = iter(drawn)
    return lambda _below: next(left)


REFERENCES = st.lists(st.integers(0, len(SIGNS) - 1), min_size=8, max_size=8).map(
    lambda drawn: new_reference(_one_by_one(drawn))
)


@settings(max_examples=60)
@given(REFERENCES, st.integers(2, 10), st.sampled_from(SIGNS))
def test_one_wrong_sign_makes_it_nobodys(reference: str, place: int, sign: str) -> None:
    slipped = reference[:place] + sign + reference[place + 1 :]
    assert is_reference(slipped) == (slipped == reference)


@settings(max_examples=60)
@given(REFERENCES, st.integers(2, 10), st.integers(2, 10))
def test_two_signs_swapped_make_it_nobodys(reference: str, one: int, other: int) -> None:
    signs = list(reference)
    signs[one], signs[other] = signs[other], signs[one]
    assert is_reference("".join(signs)) == ("".join(signs) == reference)


@settings(max_examples=60)
@given(REFERENCES, st.text(max_size=40), st.text(max_size=40))
def test_a_memo_gives_its_reference_back_whatever_stands_around_it(reference: str, before: str, behind: str) -> None:
    for written in (reference, reference.lower(), f"{reference[:4]} {reference[4:8]}-{reference[8:]}"):
        assert reference in references_in(f"{before}{written}{behind}")


def test_what_people_write_is_no_reference() -> None:
    assert references_in("Nop phi ho so H99.11-261005-0001") == ()
    assert references_in("MC") == references_in("") == ()


@settings(max_examples=50)
@given(REFERENCES, st.integers(1, MOST_AMOUNT), st.from_regex(r"[0-9]{6,19}", fullmatch=True))
def test_an_independent_reader_finds_what_was_put_in(reference: str, amount: int, account: str) -> None:
    code = vietqr("970436", account, amount, reference, holder="SO Y TE HA SON")
    theirs = QRPay(code)
    assert theirs.is_valid
    assert (theirs.consumer.bank_bin, theirs.consumer.bank_number) == ("970436", account)
    assert (theirs.amount, theirs.currency, theirs.nation) == (str(amount), "704", "VN")
    assert theirs.additional_data.purpose == reference
    assert (theirs.version, theirs.init_method, theirs.provider.service) == ("01", "12", "QRIBFTTA")
    bank = read_code(code)
    assert (bank.bank, bank.account, bank.amount, bank.memo) == ("970436", account, amount, reference)


def test_a_code_that_another_wrote_is_written_alike() -> None:
    """The example of the reader's own documentation, field by field."""
    theirs = (
        "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA"
        "5303704540410005802VN62150811Chuyen tien6304BBB8"
    )
    assert vietqr("970416", "257678859", 1000, "Chuyen tien") == theirs
    assert crc16(b"123456789") == 0x29B1  # the check value of CRC-16/CCITT-FALSE


@settings(max_examples=40)
@given(st.data())
def test_a_code_with_one_wrong_sign_is_not_paid(data: st.DataObject) -> None:
    code = vietqr("970436", "0011001234567", 500_000, "MC777777777")
    place = data.draw(st.integers(0, len(code) - 1))
    sign = data.draw(st.sampled_from("0123456789ABCDEF").filter(lambda one: one != code[place]))
    with pytest.raises(BadCode):
        read_code(code[:place] + sign + code[place + 1 :])


@pytest.mark.parametrize(
    ("bank", "account", "amount", "memo", "holder"),
    [
        ("97043", "0011001234567", 1000, "MC", ""),
        ("970436", "12", 1000, "MC", ""),
        ("970436", "0011001234567", 0, "MC", ""),
        ("970436", "0011001234567", MOST_AMOUNT + 1, "MC", ""),
        ("970436", "0011001234567", 1000, "Nộp phí", ""),
        ("970436", "0011001234567", 1000, "M" * 26, ""),
        ("970436", "0011001234567", 1000, "MC", "Sở Y tế"),
    ],
)
def test_what_does_not_fit_into_a_code_is_refused(bank: str, account: str, amount: int, memo: str, holder: str) -> None:
    with pytest.raises(ValueError, match="VietQR needs"):
        vietqr(bank, account, amount, memo, holder=holder)
