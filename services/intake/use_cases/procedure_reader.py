"""Reads an entry of the catalogue as it was typed (form, file, JSON) and names every wrong field at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from services.intake.domain.errors import InvalidRequest, Words
from services.intake.domain.money.refund import IN_CATALOGUE, RefundCase
from services.intake.domain.personal import ApplicantKind
from services.intake.domain.procedure import (
    USUAL_RULE,
    Component,
    Fee,
    Field,
    LegalBasis,
    Level,
    LimitKind,
    OnlineLevel,
    OpenDossiers,
    Policy,
    Procedure,
    Result,
    SupplementRule,
    TimeLimit,
    Variant,
)
from services.intake.use_cases.value_reader import NOT_A_LIST, ValueReader

CODE = re.compile(r"[0-9]\.[0-9]{6}(\.[0-9A-Z]{2,6}){0,5}")
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
NAMES = (
    "code",
    "version",
    "effective_from",
    "name",
    "field",
    "level",
    "authority",
    "online",
    "limit",
    "statutory_limit",
    "cut_off",
    "supplement",
    "applicants",
    "fees",
    "components",
    "variants",
    "results",
    "legal_basis",
    "route",
    "open_dossiers",
    "sample",
)
# Which parts of an entry may be marked as invented.
SAMPLES = frozenset(NAMES) - {"version", "sample"}
NO_CODE = Words("Mã thủ tục có dạng 1.001806", "A procedure's code looks like 1.001806")
NO_NAME = Words("Chỉ dùng chữ thường không dấu, số, gạch nối", "Use small letters without marks, digits, dashes only")
NO_LIMIT = Words(
    "Ghi số ngày làm việc (bước 0,25), số giờ hoặc số ngày nguyên; giải quyết ngay thì bỏ trống",
    "Write working days (steps of 0.25), whole hours or whole days; nothing where it is settled at once",
)
LONGER = Words(
    "Thời hạn cam kết không được dài hơn thời hạn theo luật",
    "The committed limit must not be longer than the statutory",
)
TWICE = Words("Đã dùng ở mục khác của danh sách", "Used before in this list")
LONG, SHORT = 500, 200


def read_procedure(data: Mapping[str, Any]) -> Procedure:
    """The entry, every value checked; ``version`` 0 where none is named. Raises InvalidRequest with all faults."""
    reader = _Entry()
    found = reader.procedure(data)
    if reader.faults or found is None:
        raise InvalidRequest(tuple(reader.faults))
    return found


class _Entry(ValueReader):
    def procedure(self, data: Mapping[str, Any]) -> Procedure | None:
        self.known(data, "", NAMES)
        code = self._matching(data, "", "code", CODE, NO_CODE)
        effective_from = self.day(data, "", "effective_from", needed=True)
        level = self.choice(data, "", "level", Level)
        limit = self._limit(data, "", "limit")
        statutory = self._limit(data, "", "statutory_limit", needed=False)
        self._compare("/limit/amount", limit, statutory)
        variants = self.items(data, "", "variants", 30, self._variant)
        results = self.items(data, "", "results", 20, self._result)
        if not results and "results" not in {one.pointer.split("/")[1] for one in self.faults}:
            self.fault("/results", Words("Cần ghi kết quả", "Say what comes out"))
        self._once([one.id for one in variants], "/variants")
        entry: dict[str, Any] = {
            "version": self.number(data, "", "version", least=0, most=9999, otherwise=0),
            "name": self.words(data, "", "name", LONG),
            "field": self._field(data),
            "authority": self.words(data, "", "authority", SHORT),
            "applicants": self._applicants(data),
            "fees": self.items(data, "", "fees", 50, self._fee),
            "components": self._components(data, ""),
            "cut_off": self.clock(data, "", "cut_off"),
            "supplement": self._supplement(data),
            "sample": self._sample(data),
            "online": self.choice(data, "", "online", OnlineLevel, otherwise=OnlineLevel.PARTIAL),
            "legal_basis": self.items(data, "", "legal_basis", 50, self._basis),
            "route": self._matching(data, "", "route", NAME, NO_NAME, needed=False) or None,
            "open_dossiers": self.choice(data, "", "open_dossiers", OpenDossiers, otherwise=OpenDossiers.KEEP),
        }
        if self.faults or effective_from is None or level is None or limit is None:
            return None
        return Procedure(
            code=code,
            effective_from=effective_from,
            level=level,
            limit=limit,
            statutory_limit=statutory,
            variants=variants,
            results=results,
            **entry,
        )

    def _matching(
        self,
        data: Mapping[str, Any],
        base: str,
        name: str,
        pattern: re.Pattern[str],
        told: Words,
        *,
        needed: bool = True,
    ) -> str:
        text = self.text(data, base, name, 60, needed=needed)
        if text and not pattern.fullmatch(text):
            self.fault(f"{base}/{name}", told)
        return text

    def _limit(self, data: Mapping[str, Any], base: str, name: str, *, needed: bool = True) -> TimeLimit | None:
        found = self.mapping(data, base, name, needed=needed)
        if found is None:
            return None
        pointer = f"{base}/{name}"
        self.known(found, pointer, ("kind", "amount"))
        kind = self.choice(found, pointer, "kind", LimitKind)
        try:
            amount = Decimal(str(found.get("amount") or "0").strip().replace(",", "."))
            if kind is not None and amount <= 1000:
                return TimeLimit(kind, amount)
        except (InvalidOperation, ValueError):
            pass
        if kind is not None:  # else the kind was told already
            self.fault(f"{pointer}/amount", NO_LIMIT)
        return None

    def _compare(self, pointer: str, limit: TimeLimit | None, statutory: TimeLimit | None) -> None:
        if limit and statutory and limit.kind is statutory.kind and limit.amount > statutory.amount:
            self.fault(pointer, LONGER)

    def _field(self, data: Mapping[str, Any]) -> Field:
        found = self.mapping(data, "", "field")
        if found is None:
            return Field("", "")
        self.known(found, "/field", ("vi", "en", "code"))
        vi = self.text(found, "/field", "vi", SHORT, needed=True)
        return Field(vi, self.text(found, "/field", "en", SHORT) or vi, self.text(found, "/field", "code", 40))

    def _applicants(self, data: Mapping[str, Any]) -> tuple[ApplicantKind, ...]:
        values = data.get("applicants")
        if values is None or values == []:
            return tuple(ApplicantKind)
        if not isinstance(values, list):
            self.fault("/applicants", NOT_A_LIST)
            return ()
        found = [self.chosen(one, f"/applicants/{place}", ApplicantKind) for place, one in enumerate(values)]
        return tuple(one for one in ApplicantKind if one in found)

    def _fee(self, data: Mapping[str, Any], base: str) -> Fee:
        self.known(data, base, ("name", "amount", "refund_on"))
        return Fee(
            self.words(data, base, "name", SHORT),
            self.number(data, base, "amount", least=0, most=10_000_000_000),
            self._refund_cases(data, f"{base}/refund_on"),
        )

    def _refund_cases(self, data: Mapping[str, Any], pointer: str) -> frozenset[RefundCase]:
        """A list, or as files have it: names with commas between them."""
        given = data.get("refund_on") or ()
        names = [one.strip() for one in given.split(",") if one.strip()] if isinstance(given, str) else given
        if not isinstance(names, list | tuple):
            self.fault(pointer, NOT_A_LIST)
            return frozenset()
        found = {self.chosen(one, pointer, RefundCase) for one in names}
        if found - IN_CATALOGUE - {None}:
            values = ", ".join(sorted(one.value for one in IN_CATALOGUE))
            self.fault(pointer, Words(f"Chọn trong: {values}", f"Choose from: {values}"))
        return frozenset(one for one in found if one is not None)

    def _components(self, data: Mapping[str, Any], base: str) -> tuple[Component, ...]:
        found = self.items(data, base, "components", 100, self._component)
        self._once([one.id for one in found], f"{base}/components")
        return found

    def _component(self, data: Mapping[str, Any], base: str) -> Component:
        self.known(data, base, ("id", "name", "originals", "copies", "digitise", "in_national_database"))
        usual = f"c{int(base.rsplit('/', 1)[1]) + 1}"
        originals = self.number(data, base, "originals", least=0, most=99, otherwise=0)
        copies = self.number(data, base, "copies", least=0, most=99, otherwise=0 if originals else 1)
        if not originals and not copies:
            told = Words("Cần ít nhất một bản chính hoặc bản sao", "One original or one copy at least")
            self.fault(f"{base}/copies", told)
        return Component(
            self._matching(data, base, "id", NAME, NO_NAME, needed=False) or usual,
            self.words(data, base, "name", LONG),
            originals,
            copies,
            self.yes_or_no(data, base, "digitise", otherwise=True),
            self.yes_or_no(data, base, "in_national_database", otherwise=False),
        )

    def _variant(self, data: Mapping[str, Any], base: str) -> Variant:
        self.known(data, base, ("id", "name", "limit", "statutory_limit", "fees", "components"))
        limit = self._limit(data, base, "limit")
        statutory = self._limit(data, base, "statutory_limit", needed=False)
        self._compare(f"{base}/limit/amount", limit, statutory)
        return Variant(
            self._matching(data, base, "id", NAME, NO_NAME),
            self.words(data, base, "name", LONG),
            limit or TimeLimit(LimitKind.IMMEDIATE),
            self.items(data, base, "fees", 50, self._fee),
            self._components(data, base),
            statutory,
        )

    def _result(self, data: Mapping[str, Any], base: str) -> Result:
        self.known(data, base, ("name", "code"))
        return Result(self.words(data, base, "name", LONG), self.text(data, base, "code", 60))

    def _basis(self, data: Mapping[str, Any], base: str) -> LegalBasis:
        self.known(data, base, ("number", "title", "issued_on"))
        return LegalBasis(
            self.text(data, base, "number", 80, needed=True),
            self.words(data, base, "title", LONG),
            self.day(data, base, "issued_on"),
        )

    def _supplement(self, data: Mapping[str, Any]) -> SupplementRule:
        found = self.mapping(data, "", "supplement", needed=False)
        if found is None:
            return USUAL_RULE
        self.known(found, "/supplement", ("policy", "working_days"))
        policy = self.choice(found, "/supplement", "policy", Policy, otherwise=USUAL_RULE.policy)
        days = self.number(found, "/supplement", "working_days", least=1, most=90, otherwise=USUAL_RULE.working_days)
        return SupplementRule(policy or USUAL_RULE.policy, days)

    def _sample(self, data: Mapping[str, Any]) -> frozenset[str]:
        values = data.get("sample") or []
        if not isinstance(values, list):
            self.fault("/sample", NOT_A_LIST)
            return frozenset()
        for place, one in enumerate(values):
            if not isinstance(one, str) or one not in SAMPLES:
                self.fault(f"/sample/{place}", Words("Không có mục này trong thủ tục", "A procedure has no such part"))
        return frozenset(one for one in values if isinstance(one, str) and one in SAMPLES)

    def _once(self, ids: Sequence[str], base: str) -> None:
        for place, one in enumerate(ids):
            if one and one in ids[:place]:
                self.fault(f"{base}/{place}/id", TWICE)
