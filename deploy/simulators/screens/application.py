"""The screens as pages: one phone and one mailbox side by side, one letter, the switches. No script, all by links."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, Response, abort, jsonify, redirect, render_template, request, send_from_directory
from markupsafe import Markup, escape
from werkzeug.wrappers import Response as AnyResponse

from deploy.simulators.faults import BadOrder, Faults
from deploy.simulators.mailbox.letters import Letters
from deploy.simulators.screens.gateway import Gateway, GatewayAway
from deploy.simulators.screens.portal_pages import portal_pages
from deploy.simulators.screens.portal_words import PORTAL_WORDS
from deploy.simulators.screens.words import ANSWERS_MAIL, ANSWERS_SMS, RECEIPTS, WORDS

HERE = Path(__file__).parent
LOOK = HERE.parents[2] / "shared" / "ui" / "static"  # files only: the simulators import nothing of the centre's
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
ADDRESS = re.compile(r"https?://[^\s<]+[^\s<.,;:)]")
POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'"
)
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups allow-top-navigation-by-user-activation"
)


def make_app(letters: Letters, faults: Faults, gateway_url: str, portal_url: str = "") -> Flask:
    """The application; everything stands under /simulators/."""
    app = Flask(__name__, static_folder=None, template_folder="templates")
    app.register_blueprint(_pages(letters, Gateway(gateway_url), faults), url_prefix="/simulators")
    app.register_blueprint(_machine_side(letters, faults), url_prefix="/simulators")
    app.register_blueprint(portal_pages(portal_url), url_prefix="/simulators")
    app.jinja_env.filters.update(clock=_clock, day=_day, linked=_linked)
    app.context_processor(lambda: {"t": _translate, "lang": _language(), "with_": _with})
    app.after_request(_headers)
    return app


def _pages(letters: Letters, gateway: Gateway, faults: Faults) -> Blueprint:
    pages = Blueprint("pages", __name__)

    @pages.get("/")
    def screens() -> str:
        try:
            phones, away = gateway.phones(), False
            phone = _dialled(request.args.get("phone", "")) or (phones[0]["phone"] if phones else "")
            messages = gateway.messages(phone) if phone else []
        except GatewayAway:
            phones, messages, phone, away = [], [], "", True
        boxes = letters.boxes()
        box = request.args.get("box") or (boxes[0]["address"] if boxes else "")
        return render_template("screens.html", phones=phones, phone=phone, messages=messages, away=away, boxes=boxes,
                               box=box, letters=letters.letters(box) if box else [],
                               live=request.args.get("live") != "0")  # fmt: skip

    @pages.get("/letters/<id>")
    def letter(id: str) -> str:
        return render_template("letter.html", letter=_found(letters, id))

    @pages.get("/letters/<id>/content")
    def content(id: str) -> Response:
        found = _found(letters, id)
        shown = found["html"] or f"<pre>{escape(found['text'])}</pre>"
        return Response(shown, mimetype="text/html", headers={"Content-Security-Policy": LETTER_POLICY})

    @pages.get("/switches")
    def switches() -> str:
        try:
            sms = gateway.control()
        except GatewayAway:
            sms = None
        return render_template("switches.html", sms=sms, mail=faults.standing(), answers_sms=ANSWERS_SMS,
                               answers_mail=ANSWERS_MAIL, receipts=RECEIPTS)  # fmt: skip

    @pages.post("/switches/<which>")
    def switch(which: str) -> AnyResponse:
        order: dict[str, Any] = request.form.to_dict()
        order["accepted"] = bool(order.get("accepted"))
        try:
            if which == "sms":
                gateway.control(order)
            else:
                faults.order(order)
        except (GatewayAway, BadOrder):
            abort(422)
        return redirect(f"/simulators/switches?lang={_language()}", 303)

    return pages


def _dialled(number: str) -> str:
    """As phones are listed here: a Vietnamese number as it is dialled at home."""
    return f"0{number.removeprefix('+84')}" if number.startswith("+84") else number


def _machine_side(letters: Letters, faults: Faults) -> Blueprint:
    files = Blueprint("files", __name__)

    @files.get("/letters.json")
    def all_letters() -> Response:
        return jsonify({"items": letters.letters(request.args.get("box"))})

    @files.post("/control")
    def control() -> tuple[Response, int]:
        try:
            faults.order(request.get_json())
        except BadOrder as problem:
            return jsonify({"detail": str(problem)}), 422
        return jsonify(faults.standing()), 200

    @files.get("/readyz")
    def ready() -> Response:
        return jsonify({})

    @files.get("/look/<path:name>")
    def look(name: str) -> Response:
        return send_from_directory(LOOK, name)

    @files.get("/static/<path:name>")
    def static(name: str) -> Response:
        return send_from_directory(HERE / "static", name)

    return files


def _found(letters: Letters, id: str) -> dict[str, Any]:
    found = letters.find(id)
    if found is None:
        abort(404)
    return found


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _language() -> str:
    return "en" if request.args.get("lang") == "en" else "vi"


def _translate(vietnamese: str) -> str:
    return {**WORDS, **PORTAL_WORDS}[vietnamese] if _language() == "en" else vietnamese


def _with(**changed: str) -> str:
    """This page with other choices."""
    kept = {name: value for name, value in request.args.items() if name in ("phone", "box", "lang", "live")}
    return f"{request.path}?{urlencode({**kept, **changed})}"


def _local(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(ZONE)


def _clock(moment: str) -> str:
    when = _local(moment)
    return f"{when.hour}:{when.minute:02}"


def _day(moment: str) -> str:
    when = _local(moment)
    return f"{when.day}/{when.month}/{when.year}"


def _linked(text: str) -> Markup:
    """The text with its addresses as links."""
    made = ADDRESS.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', str(escape(text)))
    return Markup(made)  # noqa: S704 - escaped before
