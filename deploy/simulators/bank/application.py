"""The bank's pages and addresses: pay by a code, see what was told, break it on purpose; statements, signed."""

from __future__ import annotations

import hmac
import time
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, jsonify, redirect, render_template, request, send_from_directory
from werkzeug.wrappers import Response as AnyResponse

from deploy.simulators.bank.books import ZONE, Books
from deploy.simulators.bank.callbacks import MODES, Callbacks
from deploy.simulators.bank.codes import BadCode, Order, read_code
from deploy.simulators.bank.words import CODE_FAULTS, MODE_WORDS, TOLD, WORDS
from deploy.simulators.faults import BadOrder

HERE = Path(__file__).parent
ROOT = "/simulators/bank"
TOLERANCE_SECONDS = 300
POLICY = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'"


def make_app(books: Books, callbacks: Callbacks) -> Flask:
    """Pages under /simulators/bank/, statements under /statements/."""
    app = Flask(__name__, static_folder=None, template_folder="templates")
    app.json.sort_keys = False  # type: ignore[attr-defined]
    _add_pages(app, books, callbacks)
    _add_transfers(app, books, callbacks)
    _add_machine_side(app, books, callbacks)
    app.context_processor(lambda: {"t": _translate, "lang": _language(), "root": ROOT, "told": _told})
    app.jinja_env.filters.update(money=_money, clock=lambda at: f"{at.astimezone(ZONE):%H:%M:%S}")
    app.after_request(_headers)
    return app


def _add_pages(app: Flask, books: Books, callbacks: Callbacks) -> None:
    @app.get(f"{ROOT}/")
    def front() -> str:
        return _page(books, callbacks, request.args.get("code", "").strip())

    @app.post(f"{ROOT}/pay")
    def pay() -> AnyResponse | str:
        code = request.form.get("code", "").strip()
        try:
            order = _changed(read_code(code), request.form.get("amount", ""))
        except BadCode:
            return _page(books, callbacks, code)
        callbacks.plan(books.book(order))
        return redirect(f"{ROOT}/?lang={_language()}", 303)

    @app.post(f"{ROOT}/tell")
    def tell() -> AnyResponse:
        transfer = books.find(request.form.get("transaction", ""))
        mode = request.form.get("mode", "well")
        if transfer is None or mode not in MODES:
            abort(404)
        callbacks.plan(transfer, mode)
        return redirect(f"{ROOT}/?lang={_language()}", 303)

    @app.post(f"{ROOT}/switch")
    def switch() -> AnyResponse:
        try:
            callbacks.order(request.form.get("mode", ""), float(request.form.get("seconds") or callbacks.delay))
        except (BadOrder, ValueError):
            abort(422)
        return redirect(f"{ROOT}/?lang={_language()}", 303)

    @app.get(f"{ROOT}/look/<path:name>")
    def look(name: str) -> Response:
        return send_from_directory(HERE / "static", name)


def _add_transfers(app: Flask, books: Books, callbacks: Callbacks) -> None:
    @app.post(f"{ROOT}/transfers")
    def transfer() -> tuple[Response, int]:
        """Pay by a code, as its page does; ``amount`` another sum than the code's."""
        told: dict[str, Any] = request.get_json()
        try:
            order = _changed(read_code(str(told.get("code", ""))), str(told.get("amount", "")))
        except BadCode as problem:
            return jsonify({"detail": str(problem)}), 422
        done = books.book(order)
        callbacks.plan(done)
        return jsonify(done.content()), 201

    @app.get(f"{ROOT}/transfers/<transaction>")
    def one(transaction: str) -> Response:
        found = books.find(transaction)
        if found is None:
            abort(404)
        return jsonify({**found.content(), "told": found.told})

    @app.post(f"{ROOT}/transfers/<transaction>/tell")
    def tell_again(transaction: str) -> tuple[Response, int]:
        found, mode = books.find(transaction), str(request.get_json().get("mode", "well"))
        if found is None or mode not in MODES:
            abort(404)
        callbacks.plan(found, mode)
        return jsonify(found.content()), 202

    @app.post(f"{ROOT}/transfers/<transaction>/hide")
    def hide(transaction: str) -> Response:
        """Statements leave it out: as where a bank took it back."""
        found = books.find(transaction)
        if found is None:
            abort(404)
        found.hidden = True
        return jsonify(found.content())


def _add_machine_side(app: Flask, books: Books, callbacks: Callbacks) -> None:
    @app.post(f"{ROOT}/control")
    def control() -> tuple[Response, int]:
        told: dict[str, Any] = request.get_json()
        try:
            seconds = told.get("seconds")
            callbacks.order(str(told.get("callbacks", "")), None if seconds is None else float(seconds))
        except (BadOrder, ValueError, TypeError) as problem:
            return jsonify({"detail": str(problem)}), 422
        return jsonify({"callbacks": callbacks.mode, "seconds": callbacks.delay}), 200

    @app.get(f"{ROOT}/readyz")
    def ready() -> Response:
        return jsonify({})

    @app.get("/statements/<day>")
    def statement(day: str) -> Response:
        """Only to whoever signs the request."""
        stamp = request.headers.get("X-Timestamp", "")
        wanted = callbacks.sign(stamp, request.path.encode())
        fresh = stamp.isdecimal() and abs(time.time() - int(stamp)) <= TOLERANCE_SECONDS
        if not fresh or not hmac.compare_digest(wanted, request.headers.get("X-Signature", "")):
            abort(401)
        try:
            return jsonify({"items": books.statement(date.fromisoformat(day))})
        except ValueError:
            abort(404)


def _page(books: Books, callbacks: Callbacks, code: str) -> str:
    order, fault = None, ""
    if code:
        try:
            order = read_code(code)
        except BadCode as problem:
            fault = str(problem)
    shown = CODE_FAULTS.get(fault, fault) if _language() == "vi" else fault
    modes = [(one, MODE_WORDS[one][1 if _language() == "en" else 0]) for one in MODES]
    return render_template("bank.html", code=code, order=order, fault=shown, transfers=books.latest(),
                           modes=modes, mode=callbacks.mode, seconds=callbacks.delay)  # fmt: skip


def _changed(order: Order, amount: str) -> Order:
    """The same with another sum, where one was typed. Raises BadCode."""
    amount = amount.translate(str.maketrans("", "", " .,đ"))
    if not amount:
        return order
    if not amount.isdecimal() or not 0 < int(amount) < 10**13:
        raise BadCode("no amount")
    return Order(order.bank, order.account, int(amount), order.memo, order.holder)


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _language() -> str:
    return "en" if request.args.get("lang") == "en" else "vi"


def _translate(vietnamese: str) -> str:
    return WORDS[vietnamese] if _language() == "en" else vietnamese


def _told(line: str) -> str:
    """What the receiver answered, in words."""
    status, _, rest = line.partition(" ")
    words = TOLD.get(line) or TOLD.get(rest) or TOLD.get(status)
    return words[1 if _language() == "en" else 0] if words else line


def _money(amount: int) -> str:
    return f"{amount:,}".replace(",", "." if _language() == "vi" else ",") + " đồng"
