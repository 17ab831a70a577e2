"""How a dossier stands, to whoever knows code and phone digits: little."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.errors import NotFound
from services.intake.use_cases.track_dossier import track_dossier
from services.intake.web.parts import Parts
from services.intake.web.standing_words import StandingWords
from shared.http.rate_limits import client_address
from shared.security.access import needs, public
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _


def add_tracking_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the look-up and its answer onto the blueprint."""

    @pages.get("/tracking")
    @public
    def tracking() -> str:
        return _look_up(Form({"code": request.args.get("code", "")[:80]}))

    @pages.post("/tracking")
    @needs("dossier.track")
    def track() -> str | AnyResponse:
        values = {name: request.form.get(name, "").strip()[:80] for name in ("code", "phone_last4")}
        missing = {name: told for name, told in ((one, _missing(one)) for one in values) if not values[name]}
        if missing:
            return make_response(_look_up(Form(values, missing, _labels())), 422)
        try:
            found = track_dossier(
                parts.ports, values["code"], phone_last4=values["phone_last4"], address=client_address()
            )
        except NotFound as unknown:
            told = unknown.words.in_language(display.language())
            form = Form(values, {"code": told}, _labels(), summary=_("Chưa thấy hồ sơ này"))
            return make_response(_look_up(form), 404)
        words = StandingWords.public(found.status, found.due_at, found.standing)
        return render_template("intake/tracking_public.html", found=found, words=words, now=parts.now())


def _look_up(form: Form) -> str:
    return render_template("intake/tracking.html", form=form)


def _labels() -> dict[str, str]:
    return {"code": _("Mã hồ sơ"), "phone_last4": _("4 số cuối điện thoại")}


def _missing(name: str) -> str:
    return _("Ghi mã ở góc trên giấy hẹn") if name == "code" else _("Ghi 4 số cuối của số điện thoại đã để lại")
