"""Papers in words for the pages: what each is, whether it was scanned, what is wrong with it, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.intake.domain.dossier import Dossier
from services.intake.domain.paper import DOCX, JPEG, PDF, PNG, Paper, Scan, Source, completeness
from shared.ui import display, words
from shared.ui.texts import gettext as _
from shared.ui.texts import ngettext

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class PaperLine:
    """``facts`` says kind, pages and size, ``origin`` how and when it came, ``faults`` what somebody has to look at.

    ``address`` opens it, None while it may not be served; ``picture`` shows its first page.
    """

    id: str
    name: str
    facts: str
    origin: str
    scan: str
    faults: tuple[str, ...]
    address: str | None
    picture: str | None
    aside: bool
    may_be_put_aside: bool


@dataclass(frozen=True, slots=True)
class PaperGroup:
    """One line of the procedure's list (``number`` None: papers beside it)."""

    number: int | None
    name: str
    original: bool
    missing: bool
    lines: tuple[PaperLine, ...]
    digitise: bool = True

    @property
    def field(self) -> str:
        """The name of its field for a file."""
        return f"file-{self.number or 0}"


@dataclass(frozen=True, slots=True)
class PapersShown:
    """All of a dossier's papers by where they belong; ``summary`` says in a sentence whether any is missing."""

    groups: tuple[PaperGroup, ...]
    others: PaperGroup
    results: tuple[PaperLine, ...]
    summary: str
    complete: bool
    any: bool


def papers_shown(
    dossier: Dossier, papers: Iterable[Paper], base: str, now: datetime, *, may_change: bool
) -> PapersShown:
    """``base`` is the address under which the papers of this dossier are opened."""
    papers = tuple(papers)

    def line(one: Paper) -> PaperLine:
        return paper_line(one, base, now, may_change=may_change)

    groups = tuple(
        PaperGroup(
            one.number, one.name, one.original, one.is_missing, tuple(line(each) for each in one.papers), one.digitise
        )
        for one in completeness(dossier.procedure.papers, papers)
    )
    present = [one for one in papers if not one.aside]
    beside = tuple(line(one) for one in present if one.component is None and one.source is not Source.RESULT)
    missing = sum(one.missing for one in groups)
    return PapersShown(
        groups,
        PaperGroup(None, _("Giấy tờ khác"), False, False, beside),
        tuple(line(one) for one in present if one.source is Source.RESULT),
        _summary(missing, sum(one.digitise for one in groups)),
        not missing,
        bool(present),
    )


def component_items(shown: PapersShown) -> list[dict[str, Any]]:
    """The lines of the list to choose from: the first that is missing is chosen."""
    first = next((one.number for one in shown.groups if one.missing), None)
    items: list[dict[str, Any]] = [
        {"value": str(one.number), "text": one.name, "selected": one.number == first} for one in shown.groups
    ]
    return [*items, {"value": "", "text": _("Giấy tờ khác"), "selected": first is None}]


def paper_line(one: Paper, base: str, now: datetime, *, may_change: bool) -> PaperLine:
    tongue = display.language()
    where = f"{base}/{one.id}"
    return PaperLine(
        id=one.id,
        name=one.file_name,
        facts=", ".join((_kind(one), *_pages(one), size_words(one.content.size))),
        origin=_origin(one, now),
        scan=one.scan.words.in_language(tongue),
        faults=tuple(_faults(one)),
        address=where if one.is_served else None,
        picture=f"{where}/thumbnail" if one.is_served and one.findings and one.findings.thumbnail else None,
        aside=one.aside is not None,
        may_be_put_aside=may_change and one.aside is None and one.source is not Source.RESULT,
    )


def size_words(size: int) -> str:
    """``812 kB``; ``1,2 MB``."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))}{words.NBSP}kB"
    told = f"{size / 1_000_000:.1f}"
    return (told.replace(".", ",") if display.language() == "vi" else told) + f"{words.NBSP}MB"


def limit_words(size: int) -> str:
    """A bound in whole MB."""
    return f"{size >> 20}{words.NBSP}MB"


def _kind(one: Paper) -> str:
    return {PDF: "PDF", JPEG: _("Ảnh"), PNG: _("Ảnh"), DOCX: "Word"}[one.content.media_type]


def _pages(one: Paper) -> tuple[str, ...]:
    pages = one.findings.pages if one.findings else None
    if pages is None or one.content.media_type in (JPEG, PNG):
        return ()
    return (ngettext("%(num)s trang", "%(num)s trang", pages),)


def _origin(one: Paper, now: datetime) -> str:
    tongue = display.language()
    when = words.moment(one.added_at, now, tongue)
    told = one.source.words.in_language(tongue)
    seen = f" ({one.shown.words.in_language(tongue).lower()})" if one.shown else ""
    return f"{told}{seen}, {when}"


def _faults(one: Paper) -> Iterable[str]:
    found = one.findings
    if one.scan is Scan.INFECTED:
        yield _("Tệp có vi-rút nên không dùng được. Gửi lại một tệp khác.")
    if found is None:
        return
    if found.locked:
        yield _("Tệp có mật khẩu nên không mở được. Gửi lại tệp không có mật khẩu.")
    elif not found.readable:
        yield _("Tệp hỏng, không mở được. Gửi lại tệp khác.")
    if one.miscounted:
        yield _(
            "Đếm được %(counted)s trang nhưng tệp có %(pages)s. Xem có sót trang không.",
            counted=one.counted,
            pages=found.pages,
        )
    if found.blank:
        yield _blank(found.blank)


def _blank(pages: Sequence[int]) -> str:
    named = ", ".join(str(one) for one in pages[:MOST_NAMED]) + ("…" if len(pages) > MOST_NAMED else "")
    return _("Có vẻ là trang trống: %(pages)s.", pages=named)


def _summary(missing: int, all_of: int) -> str:
    if not all_of:
        return _("Thủ tục này không yêu cầu tệp nào.")
    if not missing:
        return _("Đã có tệp cho mọi giấy tờ của thủ tục.")
    return _("Chưa có tệp cho %(missing)s trong %(all)s giấy tờ.", missing=missing, all=all_of)
