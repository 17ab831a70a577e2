"""The pages of the exchange: troubles first, one agency's messages, and those about one dossier."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from services.routing.domain.exchange import Direction, ExchangeEntry, Outcome
from services.routing.domain.message_refusals import WORDS, Reason
from services.routing.use_cases.exchange_questions import Exchange
from services.routing.use_cases.questions import Questions
from services.routing.use_cases.view_exchange import list_agency, list_dossier, list_troubles
from shared.http.problems import Problem
from shared.security.access import needs
from shared.ui import display, words
from shared.working_time.calendar import local

EXCHANGE = "/routing/exchange"
READERS = frozenset({"admin", "leader", "operator"})
ROWS = 50
# What is refused for one of these had a right signature.
CHECKED = frozenset(
    {Reason.UNKNOWN_TASK, Reason.TASK_RECALLED, Reason.NOT_POSSIBLE, Reason.OUT_OF_ORDER, Reason.REPLAYED}
)


@dataclass(frozen=True, slots=True)
class Line:
    """One message in words; ``signature`` and ``outcome`` are kind and text of a tag."""

    number: str
    when: str
    way: str
    what: str
    dossier: str
    agency: str
    address: str
    signature: tuple[str, str]
    outcome: tuple[str, str]
    note: str
    type: str


def add_exchange_pages(
    pages: Blueprint, exchange: Exchange, questions: Questions, clock: Callable[[], datetime]
) -> None:
    """Put them onto the blueprint."""

    def names() -> dict[str, str]:
        vietnamese = display.language() == "vi"
        return {one.id: one.name if vietnamese else one.name_en for one in questions.agencies()}

    @pages.get(EXCHANGE)
    @needs("exchange.view")
    def exchange_page() -> str:
        heads, known, now = exchange.heads(), names(), clock()
        agencies = [
            {"name": known.get(key, key), "key": key, "count": heads.get(key, (0, ""))[0]}
            for key in sorted({*exchange.keys(), *known}, key=lambda key: known.get(key, key))
        ]
        lines = _lines(list_troubles(exchange, now), known, now)
        return render_template("routing/exchange.html", agencies=agencies, lines=lines, title="", more="", dossier="")

    @pages.get(f"{EXCHANGE}/<key>")
    @needs("exchange.view")
    def agency_exchange(key: str) -> str:
        known, now = names(), clock()
        if key not in known and key not in exchange.keys():  # noqa: SIM118 — not a mapping
            raise Problem(404, "not-found")
        found = list_agency(exchange, key, request.args.get("before", type=int), ROWS + 1)
        more = f"{EXCHANGE}/{key}?before={found[ROWS - 1].number}" if len(found) > ROWS else ""
        return render_template(
            "routing/exchange.html",
            agencies=None,
            lines=_lines(found[:ROWS], known, now),
            title=known.get(key, key),
            more=more,
            dossier="",
        )

    @pages.get("/routing/cases/<code>/exchange")
    @needs("exchange.view")
    def case_exchange(code: str) -> str:
        found, now = list_dossier(exchange, code), clock()
        if not found:
            raise Problem(404, "not-found")
        return render_template(
            "routing/exchange.html", agencies=None, lines=_lines(found, names(), now), title=code, more="", dossier=code
        )


def _lines(entries: Sequence[ExchangeEntry], names: dict[str, str], now: datetime) -> list[Line]:
    types = _types()
    return [
        Line(
            number=str(one.number or ""),
            when=words.moment(local(one.at), local(now), display.language()),
            way=_("gửi đi") if one.direction is Direction.OUT else _("gửi đến"),
            what=types.get(one.type) or one.type or _("Không đọc được"),
            dossier=one.dossier if one.dossier != one.agency_key else "",
            agency=names.get(one.agency_key, one.agency_key),
            address=f"{EXCHANGE}/{one.agency_key}",
            signature=_signature(one),
            outcome=_outcome(one),
            note=_note(one),
            type=one.type,
        )
        for one in entries
    ]


def _signature(entry: ExchangeEntry) -> tuple[str, str]:
    reason = next((one for one in Reason if one.value == entry.reason), None)
    if not entry.jws or reason is Reason.NOT_SIGNED:
        return "late", _("Không ký")
    if reason is Reason.BAD_SIGNATURE:
        return "late", _("Chữ ký sai")
    if entry.signed or reason in CHECKED:
        return "done", _("Chữ ký đúng")
    return "new", _("Không kiểm chữ ký")


def _outcome(entry: ExchangeEntry) -> tuple[str, str]:
    told = {
        Outcome.SENT: ("in_time", _("Đã gửi")),
        Outcome.SENT_AGAIN: ("soon", _("Gửi lại")),
        Outcome.RETURNED: ("today", _("Bị trả lại")),
        Outcome.TAKEN: ("in_time", _("Đã nhận")),
        Outcome.REPEATED: ("in_time", _("Nhắc lại, không đổi gì")),
        Outcome.REFUSED: ("today", _("Không nhận")),
    }
    return told[entry.outcome]


def _note(entry: ExchangeEntry) -> str:
    reason = next((one for one in Reason if one.value == entry.reason), None)
    told = WORDS[reason][0 if display.language() == "vi" else 1] if reason else ""
    return " ".join(one for one in (told, entry.details) if one)


def _types() -> dict[str, str]:
    return {
        "agency.task.assigned.v1": _("Giao việc"),
        "agency.task.recalled.v1": _("Thu hồi việc"),
        "agency.task.resumed.v1": _("Đã có giấy tờ bổ sung"),
        "agency.task.due_changed.v1": _("Đổi hạn"),
        "agency.task.reminded.v1": _("Nhắc việc"),
        "agency.message.refused.v1": _("Báo không nhận thông điệp"),
        "agency.task.acknowledged.v1": _("Báo đã nhận việc"),
        "agency.task.progressed.v1": _("Báo tiến độ"),
        "agency.supplement.requested.v1": _("Yêu cầu bổ sung"),
        "agency.task.decided.v1": _("Kết quả giải quyết"),
        "agency.task.refused.v1": _("Từ chối việc"),
        "agency.opinion.requested.v1": _("Hỏi ý kiến"),
        "agency.papers.requested.v1": _("Xin giấy tờ"),
        "agency.papers.sent.v1": _("Gửi giấy tờ"),
        "agency.letter.refused.v1": _("Cơ quan không đọc được thư"),
    }
