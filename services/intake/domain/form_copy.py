"""A form that was given out: numbered, never changed, with a hash by which any copy of it is checked."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from types import MappingProxyType
from typing import Any

from services.intake.domain.errors import Words

SHOWN_OF_HASH = 16  # hexadecimal digits that stand on the paper
# What a new printing would say otherwise without anybody having decided anything: it makes no new issue.
AS_KNOWN = frozenset({"place_and_day", "replaces", "parts"})


class FormName(Enum):
    """The forms of one dossier, as their addresses name them."""

    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP = "stop"
    CONTROL_SHEET = "control-sheet"
    PAYMENT_RECEIPT = "payment-receipt"

    @property
    def words(self) -> Words:
        """What people call it; the title that is printed comes from the numbering in force."""
        return _WORDS[self]

    @property
    def for_owner(self) -> bool:
        """Whether it is written to the applicant; the control sheet stays in the house."""
        return self is not FormName.CONTROL_SHEET


_WORDS = {
    FormName.RECEIPT: Words("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Receipt and appointment"),
    FormName.SUPPLEMENT: Words("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "Request for further papers"),
    FormName.REFUSAL: Words("Phiếu từ chối tiếp nhận giải quyết hồ sơ", "Refusal to receive a dossier"),
    FormName.APOLOGY: Words("Văn bản xin lỗi và đề nghị gia hạn", "Apology and new date"),
    FormName.STOP: Words("Thông báo dừng giải quyết hồ sơ", "Notice that a dossier is stopped"),
    FormName.CONTROL_SHEET: Words("Phiếu kiểm soát quá trình giải quyết hồ sơ", "Control sheet"),
    FormName.PAYMENT_RECEIPT: Words("Biên lai thu phí, lệ phí", "Receipt for the fee"),
}


@dataclass(frozen=True, slots=True)
class IssuedForm:
    """One issue of a form of one dossier; written once (``version`` stays 1), never changed.

    ``of`` names what it is about where a dossier can have several (a request for papers, a payment), else it is empty.
    ``issue`` counts from 1; a later issue supersedes the earlier ones. ``number`` is that of its series in ``year``.
    ``due_at`` is the date that the paper sets, None where it sets none. ``content`` is every field as it is printed.
    ``token`` opens the verification page; nobody guesses it, so it also keeps the hash from telling the content.
    """

    dossier: str
    form: FormName
    of: str
    issue: int
    number: int
    year: int
    unit: str
    issued_at: datetime
    issued_by: str
    dossier_version: int
    procedure: Words
    due_at: datetime | None
    content: Mapping[str, Any] = field(repr=False)
    token: str = field(repr=False)
    sha256: str
    version: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "content", MappingProxyType(dict(self.content)))

    @property
    def id(self) -> str:
        return copy_id(self.dossier, self.form, self.of, self.issue)

    @property
    def is_genuine(self) -> bool:
        """Whether the record still says what its hash was made of."""
        return hmac.compare_digest(self.sha256, content_hash(self))

    def says_the_same(self, content: Mapping[str, Any], due_at: datetime | None) -> bool:
        """Whether a printing with this content needs no new issue."""
        return self.due_at == due_at and _terms(self.content) == _terms(content)


def copy_id(dossier: str, form: FormName, of: str, issue: int) -> str:
    """``H99.11-261122-0001/receipt/1``; with what it is about, where a dossier can have several."""
    return "/".join((dossier, form.value, *([of] if of else []), str(issue)))


def content_hash(copy: IssuedForm) -> str:
    """SHA-256 over the canonical JSON of everything that the copy says, in hexadecimal digits."""
    said = {
        "content": dict(copy.content),
        "dossier": copy.dossier,
        "dossier_version": copy.dossier_version,
        "due_at": _instant(copy.due_at),
        "form": copy.form.value,
        "issue": copy.issue,
        "issued_at": _instant(copy.issued_at),
        "issued_by": copy.issued_by,
        "number": copy.number,
        "of": copy.of,
        "procedure": [copy.procedure.vi, copy.procedure.en],
        "token": copy.token,
        "unit": copy.unit,
        "year": copy.year,
    }
    return hashlib.sha256(canonical(said)).hexdigest()


def canonical(value: Any) -> bytes:
    """One spelling of a JSON value: sorted names, no blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def shown_hash(sha256: str) -> str:
    """The first digits as they stand on paper and page: ``3f2a 91bc 07de 55a1``."""
    return " ".join(sha256[start : start + 4] for start in range(0, SHOWN_OF_HASH, 4))


def masked_initials(name: str) -> str:
    """``N. T. Đ.``: enough to compare with a paper in one's hand, too little to learn a name."""
    letters = [next((one for one in word if one.isalnum()), "") for word in name.split()]
    return " ".join(f"{one.upper()}." for one in letters if one)


def whole_milliseconds(moment: datetime) -> datetime:
    """As the store keeps it: a hash must be the same before and after."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _terms(content: Mapping[str, Any]) -> bytes:
    """What makes an issue: the content without what is only told as it is known. Who takes part counts, once known."""
    agencies = [(one["agency"], one["step"]) for one in content.get("parts") or ()]
    return canonical({**{name: one for name, one in content.items() if name not in AS_KNOWN}, "agencies": agencies})


def _instant(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds") if moment else None
