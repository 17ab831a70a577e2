"""The page behind the code on a paper: whether it is what was given out, and the lines to compare it by."""

from __future__ import annotations

from flask import Blueprint, render_template

from services.intake.domain.form_copy import FormName, shown_hash
from services.intake.use_cases.verify_form import Verification, verify_form
from services.intake.web.parts import Parts
from shared.http.rate_limits import client_address
from shared.security.access import public
from shared.ui import display, words
from shared.ui.texts import gettext as _


def add_verification_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the page onto the blueprint; a code that is none is a page that is not there."""

    @pages.get("/verify/<token>")
    @public
    def verify(token: str) -> str:
        found = verify_form(parts.ports, parts.office, token, address=client_address())
        kind, tag, sentence, advice = _answer(found)
        return render_template(
            "intake/verification.html",
            found=found,
            kind=kind,
            tag_text=tag,
            sentence=sentence,
            advice=advice,
            facts=_facts(found),
            hash=shown_hash(found.copy.sha256),
        )


def _answer(found: Verification) -> tuple[str, str, str, str]:
    """Kind and words of the tag, the answer in one sentence, what to do."""
    if not found.matches:
        return (
            "late",
            _("Không khớp với sổ gốc"),
            _("Chưa tin được giấy này"),
            _("Nội dung đang lưu không khớp với dấu vết lúc cấp giấy. Chưa dùng giấy này; xin hỏi nơi cấp."),
        )
    compare = _("So từng dòng dưới đây với tờ giấy. Khác dù một dòng thì tờ giấy đã bị sửa.")
    if found.later:
        when = words.short_date(found.later.issued_at, display.language())
        newer = _("Bản cấp ngày %(when)s thay cho giấy này. Xin dùng bản mới.", when=when)
        return (
            "soon",
            _("Đã có bản mới hơn"),
            _("Giấy này khớp với sổ gốc, nhưng đã có bản mới hơn"),
            f"{newer} {compare}",
        )
    return "done", _("Khớp với sổ gốc"), _("Giấy này khớp với sổ gốc"), compare


def _facts(found: Verification) -> list[tuple[str, str]]:
    """The lines that a person compares with the paper, in the order in which they stand on it."""
    copy, tongue = found.copy, display.language()
    form = copy.form.words.in_language(tongue) if tongue == "en" else found.title
    by_law = _("mẫu số %(number)s", number=found.form_number)
    lines = [
        (_("Giấy"), f"{form} ({by_law})" if found.form_number else form),
        (_("Số"), found.number),
        (_("Mã hồ sơ"), copy.dossier),
        (_("Người nộp, chỉ chữ đầu"), found.initials),
        (_("Thủ tục"), copy.procedure.in_language(tongue)),
    ]
    if copy.due_at:
        asked = copy.form is FormName.SUPPLEMENT
        told = f"{words.clock(copy.due_at)}, {words.day(copy.due_at, tongue)}"
        lines.append((_("Bổ sung chậm nhất") if asked else _("Ngày trả kết quả trên giấy"), told))
    issued = f"{words.clock(copy.issued_at)}, {words.day(copy.issued_at, tongue)}"
    lines += [(_("Cấp lúc"), issued), (_("Nơi cấp"), found.unit.name.in_language(tongue))]
    if copy.issue > 1:
        lines.append((_("Cấp lại lần"), str(copy.issue - 1)))
    return lines
