"""The paper by which somebody may act for an applicant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from services.intake.domain.errors import Words


class AuthorityKind(Enum):
    """What gives the right to act for another."""

    POWER_OF_ATTORNEY = "power_of_attorney"
    INTRODUCTION = "introduction"
    CONTRACT = "contract"
    KINSHIP = "kinship"
    OTHER = "other"

    @property
    def words(self) -> Words:
        return _WORDS[self]


_WORDS = {
    AuthorityKind.POWER_OF_ATTORNEY: Words("Giấy ủy quyền", "Power of attorney"),
    AuthorityKind.INTRODUCTION: Words("Giấy giới thiệu của đơn vị", "Letter of introduction"),
    AuthorityKind.CONTRACT: Words("Hợp đồng ủy quyền", "Contract of mandate"),
    AuthorityKind.KINSHIP: Words("Giấy tờ chứng minh quan hệ", "Proof of kinship"),
    AuthorityKind.OTHER: Words("Giấy tờ khác", "Another paper"),
}


@dataclass(frozen=True, slots=True)
class Authority:
    """``document`` is the id of the paper's file among the dossier's papers, where it was uploaded."""

    kind: AuthorityKind
    number: str = ""
    issued_on: date | None = None
    document: str | None = None
