"""The report of a round as rows of a table: sums, procedures, findings; the first row names the columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from services.intake.domain.errors import Words
from services.intake.domain.review.findings import FindingKind
from services.intake.domain.review.proposal import ProposalKind
from services.intake.domain.review.report import RoundReport, Share
from services.intake.domain.review.review import ProcedureReview

Cell = str | int | float | date | Share | None
PROCEDURE_COLUMNS = (
    Words("Mã thủ tục", "Procedure code"),
    Words("Tên thủ tục", "Procedure"),
    Words("Đang ở bước", "Stands at"),
    Words("Người rà soát", "Reviewer"),
    Words("Hạn kiến nghị", "Proposal due"),
    Words("Hồ sơ nhận", "Dossiers filed"),
    Words("Xong đúng hạn", "Done in time"),
    Words("Bước trễ", "Late steps"),
    Words("Giấy tờ yêu cầu thừa", "Papers asked needlessly"),
    Words("Từ chối", "Refusals"),
    Words("Phản ánh", "Petitions"),
    Words("Phương án", "Measures"),
    Words("Nơi quyết định", "Who decides"),
    Words("Số quyết định", "Decision no."),
    Words("Phiên bản danh mục", "Catalogue version"),
    Words("Ngày công khai", "Posted on"),
)
FINDING_COLUMNS = (
    Words("Mã thủ tục", "Procedure code"),
    Words("Loại", "Kind"),
    Words("Nội dung", "What"),
    Words("Số", "Count"),
    Words("Trên", "Of"),
    Words("Trễ thường gặp (giờ làm việc)", "Typically late by (working hours)"),
    Words("Trễ lâu nhất (giờ làm việc)", "Longest (working hours)"),
)


def sum_rows(report: RoundReport, language: str) -> Iterator[Sequence[Cell]]:
    """Name, count as reports say it (76/135), percent."""

    def told(vi: str, en: str) -> str:
        return Words(vi, en).in_language(language)

    def share(vi: str, en: str, one: Share) -> Sequence[Cell]:
        return told(vi, en), one, one.percent

    yield told("Chỉ tiêu", "Figure"), told("Số", "Count"), "%"
    yield told("Đợt rà soát", "Round"), report.round.name, None
    yield told("Căn cứ", "Basis"), report.round.basis, None
    yield told("Số liệu tính đến", "As of"), report.day.isoformat(), None
    yield told("Thủ tục đang có hiệu lực", "Procedures in force"), report.catalogue, None
    for level, count in report.by_level.items():
        yield level.words.in_language(language), Share(count, report.catalogue), _percent(count, report.catalogue)
    yield share("Trực tuyến toàn trình", "Online from beginning to end", report.online_in_full)
    yield share("Đã rà soát", "Reviewed", report.reviewed)
    yield share("Đã có quyết định", "Decided", report.decided)
    yield share("Được đơn giản hóa", "Simplified", report.simplified)
    yield share("Cắt giảm, gộp, trên cả danh mục", "Cut or merged, of the whole catalogue", report.cut_of_catalogue)
    yield share("Đã công khai", "Posted", report.posted)
    total = report.reviewed.of
    for kind in report.kinds:
        yield kind.kind.words.in_language(language), Share(kind.approved, total), _percent(kind.approved, total)
    cut = report.days_cut
    share_cut = round(100 * cut / report.days_before, 1) if report.days_before else None
    yield told("Ngày làm việc cắt giảm", "Working days cut"), round(cut, 2), share_cut
    yield told("Ngày cắt giảm (tính cả ngày nghỉ)", "Calendar days cut"), report.calendar_days_cut, None
    yield share("Giấy tờ cắt giảm", "Papers cut", Share(report.papers_cut, report.papers_before))
    yield told("Quá hạn kiến nghị", "Proposals overdue"), report.overdue, None


def procedure_rows(report: RoundReport, language: str) -> Iterator[Sequence[Cell]]:
    """A row a procedure."""
    yield [one.in_language(language) for one in PROCEDURE_COLUMNS]
    for one in report.reviews:
        found = one.findings
        yield (
            one.procedure,
            one.name.in_language(language),
            one.state.words.in_language(language),
            one.officer,
            one.due_on.isoformat(),
            found.overall.received if found else None,
            Share(found.overall.in_time, found.overall.done) if found else None,
            *(found.found(kind) if found else None for kind in FindingKind),
            _measures(one, language),
            one.proposal.body.words.in_language(language) if one.proposal else None,
            _document(one),
            one.outcome.catalogue_version if one.outcome else None,
            one.posting.day.isoformat() if one.posting else None,
        )


def finding_rows(report: RoundReport, language: str) -> Iterator[Sequence[Cell]]:
    """A row a line of the findings, procedure by procedure."""
    yield [one.in_language(language) for one in FINDING_COLUMNS]
    for review in report.reviews:
        for line in review.findings.lines if review.findings else ():
            if line.count:
                yield (
                    review.procedure,
                    line.kind.words.in_language(language),
                    line.words.in_language(language),
                    line.count,
                    line.of,
                    _hours(line.figures.get("typical")),
                    _hours(line.figures.get("longest")),
                )


def _measures(review: ProcedureReview, language: str) -> str | None:
    if review.proposal is None:
        return None
    return "; ".join(_measure(one.kind, language) for one in review.proposal.measures)


def _measure(kind: ProposalKind, language: str) -> str:
    return kind.words.in_language(language)


def _document(review: ProcedureReview) -> str | None:
    last = review.outcome or review.answer or review.ruling
    return (last.document or None) if last else None


def _hours(minutes: int | None) -> float | None:
    return round(minutes / 60, 1) if minutes is not None else None


def _percent(count: int, of: int) -> float | None:
    return Share(count, of).percent
