"""Payments over the API: what a bank calls, how a fee is paid by transfer, a day's money against the statement."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Response, request

from services.intake.api.schemas.payments import NoticeAnswer, TransactionRequest
from services.intake.api.shown.payments import how_to_pay, money_day
from services.intake.domain.errors import NotFound, Words
from services.intake.domain.money.notice import BankNotice, NoticeRefused, Source
from services.intake.use_cases.money import statements
from services.intake.use_cases.money.book_file import day_as_csv
from services.intake.use_cases.money.day import money_day as view_day
from services.intake.use_cases.money.paying import payment_request
from services.intake.use_cases.money.take_transfer import note_refused, take_transfer
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.view_dossier import view_dossier
from shared.http.correlation import current_caller, request_context
from shared.http.parsing import Blueprint
from shared.http.rate_limits import client_address
from shared.security.access import needs, public
from shared.store.change import StoreAway

NO_BANK = Words("Không có ngân hàng nào tên này gọi vào đây", "No bank of this name calls here")
NO_DAY = Words("Không có ngày này", "There is no such day")


def payments_blueprint(ports: Ports) -> Blueprint:
    blueprint = Blueprint("payments", __name__, description="fees, what banks tell of them, and how a day adds up")
    _add_callback(blueprint, ports)
    _add_days(blueprint, ports)

    @blueprint.route("/dossiers/<code>/payment", methods=["GET"])
    @blueprint.response(200)
    @needs("dossier.view")
    def payment(code: str) -> Any:
        """What is owed, and the VietQR code by which it is paid; for the owner or an officer of the unit."""
        owed = view_dossier(ports, current_caller(), code).owed
        return how_to_pay(owed, payment_request(ports, owed))

    return blueprint


def _add_callback(blueprint: Blueprint, ports: Ports) -> None:
    @blueprint.route("/payments/<provider>", methods=["POST"])
    @blueprint.response(200, NoticeAnswer)
    @public
    def callback(provider: str) -> Any:
        """A bank tells of a transfer; it signs what it says. The same told again is answered alike and does nothing."""
        bank = ports.money.provider
        if bank is None or bank.name != provider:
            raise NotFound("unknown-provider", NO_BANK)
        context = replace(request_context(clock=ports.clock), actor=f"service:{provider}")
        body = request.get_data()
        try:
            transfer = bank.read_callback(dict(request.headers), body, context.at)
            notice = take_transfer(ports, provider, transfer, Source.CALLBACK, context)
        except NoticeRefused as refused:
            ports.limits.take("payment-refused", client_address())
            with suppress(StoreAway):  # the refusal stands, also where it cannot be kept
                note_refused(ports, provider, body, refused.reason, context)
            raise
        return _answer(notice)


def _add_days(blueprint: Blueprint, ports: Ports) -> None:
    @blueprint.route("/money/<day>", methods=["GET"])
    @blueprint.response(200)
    @needs("money.view")
    def day(day: str) -> Any:
        """One day of the unit's money, and whether the bank's statement says the same."""
        return money_day(view_day(ports, current_caller(), _day(day)))

    @blueprint.route("/money/<day>/book.csv", methods=["GET"])
    @blueprint.response(200, content_type="text/csv")
    @needs("money.view")
    def book(day: str) -> Response:
        """The same as a file."""
        return csv_answer(day_as_csv(view_day(ports, current_caller(), _day(day))), _day(day))

    @blueprint.route("/money/<day>/statement", methods=["POST"])
    @blueprint.response(202)
    @needs("money.settle")
    def statement(day: str) -> Any:
        """Have the bank's statement of that day fetched; it is there in a moment."""
        statements.ask_statement(ports, current_caller(), _day(day), request_context(clock=ports.clock))
        return {"day": _day(day).isoformat()}

    @blueprint.route("/money/<day>/take", methods=["POST"])
    @blueprint.arguments(TransactionRequest)
    @blueprint.response(200, NoticeAnswer)
    @needs("money.settle")
    def take(body: dict[str, Any], day: str) -> Any:
        """Take a transfer that only the statement knows as if the bank had called."""
        context = request_context(clock=ports.clock)
        return _answer(statements.take_missing(ports, current_caller(), _day(day), body["transaction"], context))


def csv_answer(text: str, day: date) -> Response:
    """A file for a spreadsheet: it begins with a mark that says that it is UTF-8."""
    answer = Response("\ufeff" + text, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="doi-soat-{day.isoformat()}.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _answer(notice: BankNotice) -> dict[str, Any]:
    return {
        "transaction": notice.transfer.transaction,
        "outcome": notice.outcome,
        "repeated": notice.repeats > 0,
    }


def _day(text: str) -> date:
    """Raises NotFound."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound("unknown-day", NO_DAY) from None
