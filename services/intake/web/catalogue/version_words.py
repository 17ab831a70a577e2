"""A version of a procedure in words, part by part, so that several can stand side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.intake.domain.errors import Words
from services.intake.domain.procedure import Component, Fee, Procedure, TimeLimit
from shared.ui import display, words
from shared.ui.texts import gettext as _


@dataclass(frozen=True, slots=True)
class Row:
    """One part of the versions: its name, its lines in each of them, and whether they differ."""

    name: str
    cells: tuple[tuple[str, ...], ...]
    differs: bool


def compare(versions: Sequence[Procedure]) -> list[Row]:
    """One row a part, in the order in which people ask."""
    rows = []
    for name, tell in _parts():
        cells = tuple(tuple(tell(one)) for one in versions)
        rows.append(Row(name, cells, len(set(cells)) > 1))
    return rows


def _parts() -> tuple[tuple[str, Callable[[Procedure], Sequence[str]]], ...]:
    return (
        (_("Tên"), lambda one: [_told(one.name)]),
        (_("Lĩnh vực"), lambda one: [_told(one.field)]),
        (_("Cấp giải quyết"), lambda one: [_told(one.level.words)]),
        (_("Nơi giải quyết"), lambda one: [_told(one.authority)]),
        (_("Mức trực tuyến"), lambda one: [_told(one.online.words)]),
        (_("Thời hạn cam kết"), lambda one: _limits(one, lambda procedure, case: procedure.limit_of(case))),
        (_("Thời hạn theo luật"), lambda one: _limits(one, lambda procedure, case: procedure.statutory_limit_of(case))),
        (_("Giờ chốt"), lambda one: [one.cut_off.strftime("%H:%M")] if one.cut_off else []),
        (_("Khi phải bổ sung"), lambda one: [_told(one.supplement.policy.words)]),
        (_("Ai nộp được"), lambda one: [_told(kind.words) for kind in one.applicants]),
        (_("Phí, lệ phí"), _fees),
        (_("Giấy tờ"), _papers),
        (_("Kết quả"), lambda one: [_told(each.name) for each in one.results]),
        (_("Căn cứ pháp lý"), lambda one: [f"{each.number}: {_told(each.title)}" for each in one.legal_basis]),
        (_("Quy trình"), lambda one: [one.route] if one.route else [_("theo mã thủ tục")]),
        (_("Hồ sơ đang mở khi đổi nơi giải quyết"), lambda one: [_told(one.open_dossiers.words)]),
        (_("Dữ liệu mẫu"), lambda one: sorted(one.sample)),
    )


def _limits(one: Procedure, limit: Callable[[Procedure, str | None], TimeLimit | None]) -> list[str]:
    whole = limit(one, None)
    found = [_told(whole.words)] if whole else []
    for case in one.variants:
        own = limit(one, case.id)
        if own:
            found.append(f"{_told(case.name)}: {_told(own.words)}")
    return found


def _fees(one: Procedure) -> list[str]:
    found = [_fee(fee) for fee in one.fees]
    return found + [f"{_told(case.name)}: {_fee(fee)}" for case in one.variants for fee in case.fees]


def _fee(fee: Fee) -> str:
    told = f"{_told(fee.name)}: {words.money(fee.amount, display.language())}"
    if not fee.refund_on:
        return told
    cases = ", ".join(sorted(_told(case.words) for case in fee.refund_on))
    return _("%(fee)s; được hoàn khi: %(cases)s", fee=told, cases=cases)


def _papers(one: Procedure) -> list[str]:
    found = [_paper(part) for part in one.components]
    return found + [f"{_told(case.name)}: {_paper(part)}" for case in one.variants for part in case.components]


def _paper(part: Component) -> str:
    if part.in_national_database:
        return _("%(paper)s: không phải nộp", paper=_told(part.name))
    counted = _(
        "%(paper)s: bản chính %(originals)s, bản sao %(copies)s",
        paper=_told(part.name),
        originals=part.originals,
        copies=part.copies,
    )
    return counted if part.digitise else _("%(paper)s; chỉ xuất trình", paper=counted)


def _told(text: Words) -> str:
    return text.in_language(display.language())
