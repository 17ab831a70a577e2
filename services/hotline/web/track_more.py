"""What whoever petitioned may do on the page that tells how it stands: say more, rate it, have it looked into again."""

from __future__ import annotations

from flask import Blueprint, make_response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from services.hotline.domain.errors import HotlineError, IllegalStep, InvalidRequest, NotFound
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.answers.rate_answer import rate_by_key
from services.hotline.use_cases.attachments.attach import attach_by_key
from services.hotline.use_cases.clocks.reopen_petition import reopen_own, reply_own
from services.hotline.use_cases.track_petition import track_petition
from services.hotline.web.answers import form_with_faults, told_of_form
from services.hotline.web.attachments import file_labels, sent_files
from services.hotline.web.citizen import look_up_page, standing_page
from services.hotline.web.file_once import Sent, kept_sent
from services.hotline.web.parts import Parts, unstored
from shared.http.body_size import takes_up_to
from shared.http.correlation import current_caller, request_context
from shared.http.rate_limits import client_address
from shared.security.access import needs
from shared.store.change import Conflict
from shared.ui import display
from shared.ui.forms import Form


def add_own_steps(pages: Blueprint, parts: Parts) -> None:
    """Put them onto the blueprint."""

    @pages.post("/hotline/track/reply")
    @needs("petition.reply")
    def own_reply() -> AnyResponse:
        return _done(parts, "reply", _("Đã gửi thêm. Người xem xét đọc được ngay."))

    @pages.post("/hotline/track/opinion")
    @needs("petition.track")
    def own_opinion() -> AnyResponse:
        return _rated(parts)

    @pages.post("/hotline/track/files")
    @takes_up_to(parts.attachments.limits.form_bytes)
    @needs("petition.track")
    def own_files() -> AnyResponse:
        return _attached(parts)

    @pages.post("/hotline/track/reopen")
    @needs("petition.reply")
    def own_reopen() -> AnyResponse:
        return _done(parts, "reopen", _("Đã mở lại. Hạn trả lời mới ở bên cạnh."))


def _rated(parts: Parts) -> AnyResponse:
    """The page with thanks; refused, with what was typed and why."""
    sent, form, told = _sent(), None, _("Đã ghi góp ý. Cảm ơn ông bà, anh chị.")
    if sent is None:
        return _asked_again()
    context, address = request_context(clock=parts.ports.clock), client_address()
    try:
        rate_by_key(parts.ports, sent.code, sent.key, told_of_form(), context, address=address)
    except (InvalidRequest, IllegalStep) as refused:
        form, told = form_with_faults(refused), ""
    except NotFound as unknown:
        return make_response(look_up_page(Form({"code": sent.code}, {"code": _words(unknown)})), 404)
    page = standing_page(parts, _again(parts, sent.code, sent.key), form=form, told=told)
    return make_response(unstored(page), 422 if form else 200)


def _attached(parts: Parts) -> AnyResponse:
    """The page with the files; refused, with why."""
    sent, form = _sent(), None
    if sent is None:
        return _asked_again()
    context, address = request_context(clock=parts.ports.clock), client_address()
    try:
        attach_by_key(parts.ports, parts.attachments, sent.code, sent.key, sent_files(), context, address=address)
    except InvalidRequest as refused:
        form = Form({}, {"files": refused.faults[0].words.in_language(display.language())}, file_labels())
    except NotFound as unknown:
        return make_response(look_up_page(Form({"code": sent.code}, {"code": _words(unknown)})), 404)
    page = standing_page(parts, _again(parts, sent.code, sent.key), form=form)
    return make_response(unstored(page), 422 if form else 200)


def _sent() -> Sent | None:
    """Code and key of the petition on the page; None where another was looked up since, or it was long ago."""
    sent = kept_sent()
    return sent if sent and sent.code == request.form.get("code", "").strip()[:80] else None


def _asked_again() -> AnyResponse:
    code, again = request.form.get("code", "").strip()[:80], {"key": _("Ghi lại khóa tra cứu rồi gửi")}
    return make_response(look_up_page(Form({"code": code}, again)), 404)


def _done(parts: Parts, what: str, told: str) -> AnyResponse:
    """The page with what came of it; refused, with what was typed and why."""
    sent = _sent()
    if sent is None:
        return _asked_again()
    code, key, typed = sent.code, sent.key, request.form.get(what, "")
    step = reopen_own if what == "reopen" else reply_own
    context, address = request_context(clock=parts.ports.clock), client_address()
    try:
        petition = step(parts.clocks, current_caller(), code, key, typed, context, address=address)
    except NotFound as refused:
        told = _words(refused)
        return make_response(look_up_page(Form({"code": code}, {"code": told})), 404)
    except InvalidRequest as refused:
        form = Form({what: typed}, {what: refused.faults[0].words.in_language(display.language())}, own_labels())
        return make_response(unstored(standing_page(parts, _again(parts, code, key), form=form)), 422)
    except (IllegalStep, Conflict) as refused:
        words = _words(refused) if isinstance(refused, HotlineError) else _("Có người vừa đổi. Xem lại rồi gửi.")
        form = Form({what: typed}, {}, own_labels())
        return make_response(unstored(standing_page(parts, _again(parts, code, key), form=form, told=words)), 409)
    return unstored(standing_page(parts, petition, told=told))


def own_labels() -> dict[str, str]:
    """Field name → label."""
    return {"reply": _("Nói thêm với người xem xét"), "reopen": _("Điều gì chưa thỏa đáng?")}


def _again(parts: Parts, code: str, key: str) -> Petition:
    return track_petition(parts.ports, code, key, address=client_address())


def _words(refused: HotlineError) -> str:
    return refused.words.in_language(display.language())
