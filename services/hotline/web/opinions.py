"""At the desk: what people think of the answers, as figures; and what to tell a caller who asks how theirs stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from services.hotline.domain.answers.survey import Opinion
from services.hotline.domain.errors import NotFound, TooManyAttempts
from services.hotline.domain.petition import OPEN, Petition, Status
from services.hotline.use_cases.answers.answer_ports import Opinions
from services.hotline.use_cases.answers.rate_answer import opinions
from services.hotline.use_cases.answers.tell_standing import Standing, tell_standing
from services.hotline.web.parts import Parts, unstored
from services.hotline.web.standing_words import tag_for_citizen
from shared.http.correlation import current_caller
from shared.security.access import needs
from shared.ui import display, words
from shared.ui.forms import Form
from shared.working_time.calendar import ZONE, local

FIGURES, STANDING = "/hotline/desk/opinions", "/hotline/desk/standing"
USUAL_SPAN = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One subject: how many said what, in the order of ``Opinion``; ``percent`` are content."""

    name: str
    counts: tuple[int, ...]
    percent: int


def add_opinion_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the figures and the look-up for callers onto the blueprint."""

    @pages.get(FIGURES)
    @needs("rating.view")
    def figures() -> AnyResponse:
        first, last, wrong = _span(parts, request.args)
        start, end = _midnight(first), _midnight(last) + timedelta(days=1)
        found = Opinions() if wrong else opinions(parts.ports, parts.stores.surveys, current_caller(), start, end)
        values = {name: request.args.get(name) or day.isoformat() for name, day in (("from", first), ("to", last))}
        page = render_template(
            "hotline/answers/opinions.html",
            found=found,
            rows=_rows(found),
            opinions=list(Opinion),
            form=Form(values, wrong, {"from": _("Từ ngày"), "to": _("Đến ngày")}),
            now=parts.now(),
        )
        return make_response(page, 422 if wrong else 200)

    @pages.get(STANDING)
    @needs("petition.tell-standing")
    def ask_standing() -> str:
        return _page(parts, Form({"code": request.args.get("code", "")[:40]}, {}, _labels()))

    @pages.post(STANDING)
    @needs("petition.tell-standing")
    def standing() -> AnyResponse:
        values = {name: request.form.get(name, "").strip()[:80] for name in _labels()}
        try:
            told = tell_standing(parts.ports, current_caller(), values["code"], values["key"], values["digits"])
        except (NotFound, TooManyAttempts) as refused:
            form = Form(values, {"code": refused.words.in_language(display.language())}, _labels())
            return make_response(_page(parts, form), 404 if isinstance(refused, NotFound) else 429)
        return unstored(_page(parts, Form({}, {}, _labels()), told))


def _page(parts: Parts, form: Form, told: Standing | None = None) -> str:
    now = parts.now()
    kind, tag_text = tag_for_citizen(told.petition, now) if told else ("", "")
    return render_template(
        "hotline/answers/standing.html",
        form=form,
        labels=_labels(),
        told=told,
        kind=kind,
        tag_text=tag_text,
        script=_script(told.petition, now) if told else "",
        now=now,
    )


def _script(petition: Petition, now: datetime) -> str:
    """What the operator says."""
    tongue = display.language()
    if petition.status is Status.HANDED_OVER:
        return str(_("“Việc này đi đường riêng theo luật, không trả lời như phản ánh. Cháu đọc lại cách làm nhé?”"))
    if petition.answer:
        when = words.moment(local(petition.answer.at), now, tongue)
        return str(_("“Phản ánh đã được trả lời %(when)s. Cháu đọc câu trả lời bác nghe.”", when=when))
    if petition.due_at is None:
        return str(_("“Phản ánh đang được xem xét.”"))
    when = words.moment(local(petition.due_at), now, tongue)
    if petition.status in OPEN and petition.due_at < now:
        return str(
            _("“Chúng cháu trả lời trễ, hẹn %(when)s. Chúng cháu xin lỗi. Cháu báo ngay người phụ trách.”", when=when)
        )
    return str(_("“Phản ánh đang được xem xét, chậm nhất %(when)s có câu trả lời.”", when=when))


def _rows(found: Opinions) -> list[TopicRow]:
    rows = []
    for topic, by in found.by_topic.items():
        counts = tuple(by.get(one, 0) for one in Opinion)
        percent = round(100 * by.get(Opinion.SATISFIED, 0) / sum(counts))
        rows.append(TopicRow(topic.words.in_language(display.language()), counts, percent))
    return rows


def _span(parts: Parts, asked: Mapping[str, str]) -> tuple[date, date, dict[str, str]]:
    today = parts.now().date()
    days, wrong = {"from": today - USUAL_SPAN, "to": today}, {}
    for name in days:
        text = asked.get(name, "").strip()
        try:
            days[name] = date.fromisoformat(text) if text else days[name]
        except ValueError:
            wrong[name] = _("Ngày này không có")
    if not wrong and days["from"] > days["to"]:
        wrong["to"] = _("Ngày cuối phải sau ngày đầu")
    return days["from"], days["to"], wrong


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)


def _labels() -> dict[str, str]:
    return {
        "code": _("Mã phản ánh"),
        "key": _("Khóa tra cứu"),
        "digits": _("Số điện thoại đã để lại"),
    }
