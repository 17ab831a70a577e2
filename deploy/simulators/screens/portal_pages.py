"""The national portal's screen: what it holds, what it refused, and a switch for what goes wrong there."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from deploy.simulators.screens.gateway import Gateway, GatewayAway
from deploy.simulators.screens.portal_words import PORTAL_ANSWERS, STATUS_WORDS


def portal_pages(url: str) -> Blueprint:
    """Everything stands under /simulators/portal; ``url`` is where the simulator itself answers."""
    pages = Blueprint("portal", __name__)
    portal = Gateway(url)

    @pages.get("/portal")
    def held() -> str:
        try:
            found, standing = portal.ask("/dossiers")["items"], portal.control()
        except GatewayAway:
            found, standing = [], None
        return render_template("portal.html", found=found, standing=standing, answers=PORTAL_ANSWERS,
                               statuses=STATUS_WORDS)  # fmt: skip

    @pages.get("/portal/dossiers/<code>")
    def one(code: str) -> str:
        found = _found(portal, code)
        flat = {name: value for name, value in found["data"].items() if isinstance(value, str)}
        lists = {name: json.dumps(value, ensure_ascii=False, indent=1)
                 for name, value in found["data"].items() if not isinstance(value, str)}  # fmt: skip
        return render_template("portal_dossier.html", found=found, flat=flat, lists=lists, statuses=STATUS_WORDS)

    @pages.get("/portal/dossiers/<code>.json")
    def for_machines(code: str) -> Response:
        return jsonify(_found(portal, code))

    @pages.post("/portal/switch")
    def switch() -> AnyResponse:
        order: dict[str, Any] = request.form.to_dict()
        order["accepted"] = bool(order.get("accepted"))
        try:
            portal.control(order)
        except GatewayAway:
            abort(422)
        tongue = "en" if request.args.get("lang") == "en" else "vi"
        return redirect(f"/simulators/portal?lang={tongue}", 303)

    return pages


def _found(portal: Gateway, code: str) -> dict[str, Any]:
    try:
        return portal.ask(f"/dossiers/{quote(code)}")
    except GatewayAway:
        abort(404)
