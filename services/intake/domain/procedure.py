"""An entry of the procedure catalogue in one version: what can be asked for, by whom, how long, how much, with what."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, time
from enum import Enum

from services.intake.domain.errors import NotFound, Words
from services.intake.domain.money.refund import RefundCase
from services.intake.domain.personal import ApplicantKind
from services.intake.domain.time_limit import HOURS_OF_A_WORKING_DAY, LimitKind, TimeLimit
from shared.text import search_key

__all__ = [
    "HOURS_OF_A_WORKING_DAY",
    "USUAL_RULE",
    "Component",
    "Fee",
    "Field",
    "LegalBasis",
    "Level",
    "LimitKind",
    "OnlineLevel",
    "OpenDossiers",
    "Policy",
    "Procedure",
    "Result",
    "SupplementRule",
    "TimeLimit",
    "Variant",
]


@dataclass(frozen=True, slots=True)
class Field(Words):
    """The field (lĩnh vực) that a procedure belongs to; ``code`` is the national portal's, where it is known."""

    code: str = ""

    @property
    def key(self) -> str:
        """How the field is named in addresses and files: ``bao-tro-xa-hoi``."""
        return search_key(self.vi).replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Fee:
    """What is to be paid, in đồng; 0 says in so many words that nothing is. ``refund_on``: when it goes back."""

    name: Words
    amount: int
    refund_on: frozenset[RefundCase] = frozenset()


@dataclass(frozen=True, slots=True)
class Component:
    """One paper that the dossier consists of: so many originals and so many copies of it.

    ``digitise`` False: it is only shown, to compare with, and goes back with its owner. ``in_national_database``: the
    office finds it there by itself, so it must not be asked for.
    """

    id: str
    name: Words
    originals: int = 0
    copies: int = 1
    digitise: bool = True
    in_national_database: bool = False

    @property
    def original(self) -> bool:
        """Whether the paper itself is wanted, not only a copy."""
        return self.originals > 0


@dataclass(frozen=True, slots=True)
class Result:
    """What comes out; ``code`` is the portal's code of the result paper, where it is known."""

    name: Words
    code: str = ""


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A legal text that the procedure rests on: its number and what it is about."""

    number: str
    title: Words
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """A case (trường hợp) of a procedure with a limit of its own (register, reissue, dissolve …).

    Fees and papers are its own where it names any, else those of the procedure; a fee of 0 makes a case free.
    """

    id: str
    name: Words
    limit: TimeLimit
    fees: tuple[Fee, ...] = ()
    components: tuple[Component, ...] = ()
    statutory_limit: TimeLimit | None = None


class Policy(Enum):
    """What an answer does to the time limit, per procedure."""

    PAUSE = "pause"  # the due date moves by the time waited
    RESTART = "restart"  # the limit is counted anew

    @property
    def words(self) -> Words:
        return _POLICY_WORDS[self]


_POLICY_WORDS = {
    Policy.PAUSE: Words("Tạm dừng, hạn lùi đúng thời gian chờ", "Pause: the due date moves by the time waited"),
    Policy.RESTART: Words("Tính lại từ đầu", "Restart: the limit is counted anew"),
}


@dataclass(frozen=True, slots=True)
class SupplementRule:
    """What a procedure says of supplements; ``working_days`` is the time that the applicant has for the answer."""

    policy: Policy = Policy.PAUSE
    working_days: int = 15


USUAL_RULE = SupplementRule()


class Level(Enum):
    """Which level of government decides."""

    PROVINCE = "province"
    COMMUNE = "commune"

    @property
    def words(self) -> Words:
        return _LEVEL_WORDS[self]


_LEVEL_WORDS = {
    Level.PROVINCE: Words("Cấp tỉnh", "Province"),
    Level.COMMUNE: Words("Cấp xã", "Commune"),
}


class OnlineLevel(Enum):
    """How much of the procedure can be done online (mức độ cung cấp dịch vụ công trực tuyến)."""

    FULL = "full"
    PARTIAL = "partial"

    @property
    def words(self) -> Words:
        return _ONLINE_WORDS[self]


_ONLINE_WORDS = {
    OnlineLevel.FULL: Words("Trực tuyến toàn trình", "Online from beginning to end"),
    OnlineLevel.PARTIAL: Words("Trực tuyến một phần", "Partly online"),
}


class OpenDossiers(Enum):
    """What becomes of dossiers filed under an older version once this one is in force."""

    KEEP = "keep"
    MOVE = "move"

    @property
    def words(self) -> Words:
        return _OPEN_WORDS[self]


_OPEN_WORDS = {
    OpenDossiers.KEEP: Words("Nơi cũ giải quyết cho xong", "Stay where they are until they are done"),
    OpenDossiers.MOVE: Words("Chuyển cho nơi mới", "Go over to the new authority"),
}


@dataclass(frozen=True, slots=True)
class Procedure:
    """One version of one procedure. ``sample`` names the parts that are invented, as their truth is not known here.

    ``limit`` is what the office promises, ``statutory_limit`` what the law allows where that is longer. ``route`` names
    the way through the agencies where it is not the one of the procedure's own code.
    """

    code: str
    version: int
    effective_from: date
    name: Words
    field: Field
    level: Level
    authority: Words
    limit: TimeLimit
    results: tuple[Result, ...]
    statutory_limit: TimeLimit | None = None
    applicants: tuple[ApplicantKind, ...] = tuple(ApplicantKind)
    fees: tuple[Fee, ...] = ()
    components: tuple[Component, ...] = ()
    variants: tuple[Variant, ...] = ()
    cut_off: time | None = None
    supplement: SupplementRule = USUAL_RULE
    sample: frozenset[str] = frozenset()
    online: OnlineLevel = OnlineLevel.PARTIAL
    legal_basis: tuple[LegalBasis, ...] = ()
    route: str | None = None
    open_dossiers: OpenDossiers = OpenDossiers.KEEP

    @property
    def id(self) -> str:
        return f"{self.code}@{self.version}"

    @property
    def result(self) -> Words:
        """The first result: what people come for."""
        return self.results[0].name

    def says_the_same_as(self, other: Procedure) -> bool:
        """Whether both say the same of the procedure, whatever their number and day."""
        return replace(other, version=self.version, effective_from=self.effective_from) == self

    def differences(self, other: Procedure) -> tuple[str, ...]:
        """The names of the parts that differ, number and day left out."""
        names = (one.name for one in fields(self) if one.name not in ("version", "effective_from"))
        return tuple(name for name in names if getattr(self, name) != getattr(other, name))

    def variant(self, id: str | None) -> Variant | None:
        """The named case; None where none is named. Raises NotFound."""
        if id is None:
            return None
        for one in self.variants:
            if one.id == id:
                return one
        raise NotFound("unknown-variant", Words("Thủ tục không có trường hợp này", "The procedure has no such case"))

    def limit_of(self, variant: str | None = None) -> TimeLimit:
        """The limit of the case, or of the procedure. Raises NotFound for an unknown case."""
        case = self.variant(variant)
        return case.limit if case else self.limit

    def statutory_limit_of(self, variant: str | None = None) -> TimeLimit | None:
        """What the law allows for the case, or for the procedure; None where nothing longer is known."""
        case = self.variant(variant)
        return case.statutory_limit if case else self.statutory_limit

    def fees_of(self, variant: str | None = None) -> tuple[Fee, ...]:
        """What the case costs; the procedure's fees where it names none of its own."""
        case = self.variant(variant)
        return case.fees if case and case.fees else self.fees

    def components_of(self, variant: str | None = None) -> tuple[Component, ...]:
        """The papers of the case; the procedure's where it names none of its own."""
        case = self.variant(variant)
        return case.components if case and case.components else self.components
