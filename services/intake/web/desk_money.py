"""Money at the desk: a fee by QR code or in cash, and the book of a day against the bank's statement."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IntakeError, InvalidRequest, NotFound, Words
from services.intake.domain.money.means import Means
from services.intake.domain.money.notice import Outcome
from services.intake.domain.money.reconciliation import Match, Statement
from services.intake.use_cases.forms.payment import amount_in_words
from services.intake.use_cases.money import statements
from services.intake.use_cases.money.day import VIEW, money_day
from services.intake.use_cases.record_payment import record_payment
from services.intake.use_cases.view_dossier import view_dossier
from services.intake.web.desk_dossier import Check, done_or_told
from services.intake.web.parts import Parts
from services.intake.web.payments import payment_of, state_of
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs
from shared.ui import display, words
from shared.ui.forms import Form
from shared.ui.texts import gettext as _

NO_DAY = Words("Không có ngày này", "There is no such day")
TAGS = {
    Match.MATCHED: "done",
    Match.DIFFERENT: "late",
    Match.MISSING: "today",
    Match.SURPLUS: "today",
    Match.NOT_COMPARED: "in_time",
}
STRAY = frozenset({Outcome.WRONG_AMOUNT, Outcome.ENDED, Outcome.PAID_TWICE, Outcome.UNKNOWN})


def add_money_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the pages about money onto the blueprint."""
    _add_taking(pages, parts)
    _add_book(pages, parts)


def _add_taking(pages: Blueprint, parts: Parts) -> None:
    @pages.get("/desk/dossiers/<code>/record-payment")
    @needs("dossier.record-payment")
    def take_payment(code: str) -> str | AnyResponse:
        dossier = view_dossier(parts.ports, current_caller(), code)
        if dossier.owed is None:
            paid = "paid" if any(one.paid for one in dossier.payments) else ""
            return redirect(f"/desk/dossiers/{dossier.code}?done={paid}", 303)
        return _taking_page(parts, dossier, Form())

    @pages.post("/desk/dossiers/<code>/record-payment")
    @needs("dossier.record-payment")
    def paid_in_cash(code: str) -> AnyResponse:
        context = request_context(clock=parts.ports.clock)
        values = request.form.to_dict()

        def act(check: Check) -> Dossier:
            number = values.get("receipt_number", "")
            return record_payment(parts.ports, current_caller(), code, number, context, check=check)

        try:
            return done_or_told(parts, code, act, "paid")
        except InvalidRequest as wrong:
            tongue = display.language()
            errors = {fault.pointer.lstrip("/"): fault.words.in_language(tongue) for fault in wrong.faults}
            form = Form(values, errors, {"receipt_number": _("Số biên lai giấy, nếu đã viết")})
            dossier = view_dossier(parts.ports, current_caller(), code)
            return make_response(_taking_page(parts, dossier, form), 422)

    @pages.get("/desk/dossiers/<code>/payment-state")
    @needs("dossier.view")
    def desk_payment_state(code: str) -> AnyResponse:
        return state_of(view_dossier(parts.ports, current_caller(), code))


def _taking_page(parts: Parts, dossier: Dossier, form: Form) -> str:
    owed = dossier.must_owe()
    vietnamese = display.language() != "en"
    return render_template(
        "intake/desk_payment.html",
        dossier=dossier,
        owed=owed,
        in_words=amount_in_words(owed.amount) if vietnamese else "",
        payment=payment_of(parts, dossier, f"/desk/dossiers/{dossier.code}"),
        form=form,
        now=parts.now(),
    )


def _add_book(pages: Blueprint, parts: Parts) -> None:
    @pages.get("/desk/money")
    @needs(VIEW)
    def money() -> str | AnyResponse:
        asked = request.args.get("day-year") and _typed_day()
        if asked:
            return redirect(f"/desk/money/{asked.isoformat()}", 303)
        return _book_page(parts, parts.now().date())

    @pages.get("/desk/money/<day>")
    @needs(VIEW)
    def money_of_day(day: str) -> str:
        return _book_page(parts, _day(day))

    @pages.post("/desk/money/<day>/statement")
    @needs(statements.SETTLE)
    def fetch(day: str) -> AnyResponse:
        context = request_context(clock=parts.ports.clock)
        return _then(
            parts, day, "asked", lambda: statements.ask_statement(parts.ports, current_caller(), _day(day), context)
        )

    @pages.post("/desk/money/<day>/take")
    @needs(statements.SETTLE)
    def take_transfer(day: str) -> AnyResponse:
        context = request_context(clock=parts.ports.clock)
        transaction = request.form.get("transaction", "")
        return _then(
            parts,
            day,
            "taken",
            lambda: statements.take_missing(parts.ports, current_caller(), _day(day), transaction, context),
        )


def _then(parts: Parts, day: str, done: str, act: Any) -> AnyResponse:
    try:
        act()
    except (InvalidRequest, IntakeError) as refused:
        return make_response(_book_page(parts, _day(day), told=_fault(refused)), 409)
    return redirect(f"/desk/money/{_day(day).isoformat()}?done={done}", 303)


def _fault(refused: IntakeError) -> str:
    tongue = display.language()
    if isinstance(refused, InvalidRequest):
        return "; ".join(one.words.in_language(tongue) for one in refused.faults)
    return refused.words.in_language(tongue)


def _book_page(parts: Parts, day: date, told: str = "") -> str:
    found = money_day(parts.ports, current_caller(), day)
    today = parts.now().date()
    may_settle = bool(parts.ports.access.scopes(current_caller().all_roles, statements.SETTLE))
    provider = parts.ports.money.provider
    typed = {"day-day": str(day.day), "day-month": str(day.month), "day-year": str(day.year)}
    return render_template(
        "intake/desk_money.html",
        book=found,
        day=day,
        title=words.day(day, display.language()),
        before=(day - timedelta(days=1)).isoformat(),
        after=(day + timedelta(days=1)).isoformat() if day < today else None,
        cash=found.taken(Means.CASH),
        transferred=found.taken(Means.TRANSFER),
        tags=TAGS,
        stray=STRAY,
        missing=Match.MISSING,
        counts=[(one, found.count(one)) for one in Match if found.count(one)],
        statement=_statement_words(found.statement, parts),
        may_fetch=may_settle and provider is not None and provider.tells_statements and day <= today,
        may_settle=may_settle,
        form=Form(typed, labels={"day": _("Ngày")}),
        told=told or _told(request.args.get("done", "")),
        now=parts.now(),
    )


def _statement_words(statement: Statement | None, parts: Parts) -> str:
    if statement is None:
        return _("Chưa lấy sao kê của ngày này.")
    if statement.waits:
        return _("Đang lấy sao kê. Mở lại trang này sau vài giây.")
    tongue, now = display.language(), parts.now()
    fetched = ""
    if statement.fetched_at:
        fetched = _("Sao kê lấy %(when)s.", when=words.moment(statement.fetched_at, now, tongue))
    if statement.fault:
        away = _("Lần lấy sau cùng không được: %(fault)s.", fault=statement.fault.in_language(tongue))
        return f"{away} {fetched}".strip()
    return fetched


def _told(done: str) -> str:
    return {
        "asked": _("Đang lấy sao kê của ngân hàng. Mở lại trang này sau vài giây."),
        "taken": _("Đã ghi nhận giao dịch theo sao kê."),
    }.get(done, "")


def _typed_day() -> date | None:
    try:
        return date(*(int(request.args.get(f"day-{part}", "")) for part in ("year", "month", "day")))
    except (ValueError, OverflowError):
        return None


def _day(text: str) -> date:
    """Raises NotFound."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise NotFound("unknown-day", NO_DAY) from None
    if not 2000 <= found.year <= 2200:
        raise NotFound("unknown-day", NO_DAY)
    return found
