"""What whoever petitioned may do on the page that tells how it stands: say more, or have it looked into once more."""

from __future__ import annotations

from flask import Blueprint, make_response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from services.hotline.domain.errors import HotlineError, IllegalStep, InvalidRequest, NotFound
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.clocks.reopen_petition import reopen_own, reply_own
from services.hotline.use_cases.track_petition import track_petition
from services.hotline.web.citizen import _look_up as look_up_page
from services.hotline.web.citizen import _standing as standing_page
from services.hotline.web.file_once import kept_sent
from services.hotline.web.parts import Parts, unstored
from shared.http.correlation import current_caller, request_context
from shared.http.rate_limits import client_address
from shared.security.access import needs
from shared.store.change import Conflict
from shared.ui import display
from shared.ui.forms import Form


def add_own_steps(pages: Blueprint, parts: Parts) -> None:
    """Put both onto the blueprint."""

    @pages.post("/hotline/track/reply")
    @needs("petition.reply")
    def own_reply() -> AnyResponse:
        return _done(parts, "reply", _("Đã gửi thêm. Người xem xét đọc được ngay."))

    @pages.post("/hotline/track/reopen")
    @needs("petition.reply")
    def own_reopen() -> AnyResponse:
        return _done(parts, "reopen", _("Đã mở lại. Hạn trả lời mới ở bên cạnh."))


def _done(parts: Parts, what: str, told: str) -> AnyResponse:
    """The page with what came of it; refused, with what was typed and why."""
    code, sent = request.form.get("code", "").strip()[:80], kept_sent()
    if sent is None or sent.code != code:  # another petition was looked up since, or it was long ago
        again = {"key": _("Ghi lại khóa tra cứu rồi gửi")}
        return make_response(look_up_page(Form({"code": code}, again)), 404)
    key, typed = sent.key, request.form.get(what, "")
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
