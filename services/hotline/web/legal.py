"""The pages of the confidential register: what runs by when, one case and its steps, and what a petition really is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from services.hotline.domain.errors import HotlineError, IllegalStep, InvalidRequest, Words
from services.hotline.domain.legal.case import NEEDS, LegalCase, Limit, Step
from services.hotline.domain.petition import Petition
from services.hotline.domain.rules import rules_in_force
from services.hotline.use_cases.legal.classify import classify
from services.hotline.use_cases.legal.keep_register import CaseRow, enter_step, list_register, view_case
from services.hotline.use_cases.list_petitions import lateness_of
from services.hotline.use_cases.view_petition import view_petition
from services.hotline.web import standing_words
from services.hotline.web.desk import More, Row, Shown
from services.hotline.web.parts import Parts, unstored
from services.hotline.web.questions import guide_for, standing_of
from shared.http.correlation import current_caller, request_context
from shared.http.paging import decode_cursor, encode_cursor
from shared.security.access import needs
from shared.store.change import Conflict
from shared.ui import display, words
from shared.ui.forms import Form
from shared.working_time import Calendar, remaining
from shared.working_time.calendar import local

REGISTER = "/hotline/desk/register"
ONE = f"{REGISTER}/<code>"
CLASSIFY = "/hotline/desk/<code>/classify"
ROWS = 50
CHANGED = Words(
    "Có người vừa đổi việc này. Xem lại rồi quyết định.", "Somebody has just changed this. Look again and decide."
)


def add_legal_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the register and its cases onto the blueprint."""

    @pages.get(REGISTER)
    @needs("register.view")
    def register() -> AnyResponse:
        return unstored(_list(parts, ended=request.args.get("group") == "ended"))

    @pages.get(ONE)
    @needs("register.view")
    def case(code: str) -> AnyResponse:
        return unstored(_page(parts, code, told=_told(request.args.get("done", ""))))

    @pages.get(f"{ONE}/guide")
    @needs("register.view")
    def written_guide(code: str) -> AnyResponse:
        view = view_case(
            parts.ports, parts.legal, current_caller(), code, request_context("in hướng dẫn", clock=parts.ports.clock)
        )
        guide = rules_in_force(parts.ports.rules, view.petition.rules_of).paths[view.case.kind]
        return unstored(
            render_template("hotline/legal_guide.html", case=view.case, guide=guide, now=parts.now(), path=REGISTER)
        )

    @pages.post(f"{ONE}/steps")
    @needs("register.step")
    def legal_step(code: str) -> AnyResponse:
        return _stepped(parts, code, request.form.to_dict())

    _add_classifying(pages, parts)


def _add_classifying(pages: Blueprint, parts: Parts) -> None:
    @pages.get(CLASSIFY)
    @needs("petition.classify")
    def what_is_it(code: str) -> AnyResponse:
        return unstored(_classify_page(parts, code, request.args.get("answers", ""), Form()))

    @pages.post(CLASSIFY)
    @needs("petition.classify")
    def classified(code: str) -> AnyResponse:
        values = request.form.to_dict()
        answers, why = values.get("answers", ""), values.get("why", "")

        def check(petition: Petition) -> None:
            if values.get("version", "") not in ("", str(petition.version)):
                raise IllegalStep("changed-meanwhile", CHANGED)

        try:
            done = classify(
                parts.ports, parts.legal, parts.questions, current_caller(), code, answers, why,
                request_context(clock=parts.ports.clock), check=check,
            )  # fmt: skip
        except InvalidRequest as refused:
            form = _faulty(values, refused)
            return make_response(unstored(_classify_page(parts, code, answers, form)), 422)
        except (IllegalStep, Conflict) as refused:
            told = _words(refused)
            return make_response(unstored(_classify_page(parts, code, answers, Form(values), told)), 409)
        place = REGISTER if done.kind.has_its_own_path else "/hotline/desk"
        return redirect(f"{place}/{done.code}?done=classified", 303)


def _list(parts: Parts, *, ended: bool) -> str:
    after = decode_cursor(request.args.get("cursor"), datetime, str)
    found = list_register(
        parts.ports, parts.legal, current_caller(), is_open=not ended,
        after=(after[0], after[1]) if after else None, limit=ROWS + 1,
    )  # fmt: skip
    shown, more = list(found[:ROWS]), None
    if len(found) > ROWS:
        last = shown[-1].case
        cursor = encode_cursor([last.ended_at or last.received_at, last.id])
        more = More(_("Xem trang sau"), f"{REGISTER}?group={'ended' if ended else 'open'}&cursor={cursor}")
    late = datetime.max.replace(tzinfo=parts.now().tzinfo)
    shown.sort(key=lambda one: one.limit.due_at if one.limit else late)
    title = _("Đã xong") if ended else _("Đang làm")
    groups = [Shown(title, len(shown), tuple(_row(parts, one) for one in shown), more)] if shown else []
    return render_template("hotline/register.html", groups=groups, ended=ended, now=parts.now(), path=REGISTER)


def _row(parts: Parts, one: CaseRow) -> Row:
    tongue, now, case = display.language(), parts.now(), one.case
    kind, left = limit_tag(one.limit, now, parts.ports.calendar())
    if not one.limit:
        kind, left = "done", case.entries[-1].step.words.in_language(tongue)
    return Row(
        kind=kind,
        left=left,
        due=words.moment(local(one.limit.due_at), now, tongue) if one.limit else "",
        address=f"{REGISTER}/{case.id}",
        name=case.kind.words.in_language(tongue),
        code=case.id,
        person=f"{case.entries[-1].step.words.in_language(tongue)}, "
        + _("vào sổ %(when)s", when=words.moment(local(case.received_at), now, tongue)),
        priority="",
        task=one.limit.of.name.in_language(tongue) if one.limit else _("Không còn việc"),
        note=one.limit.of.source.in_language(tongue) if one.limit else "",
        late_note=False,
        holder=parts.ports.unit.in_language(tongue),
    )


def limit_tag(limit: Limit | None, now: datetime, calendar: Calendar) -> tuple[str, str]:
    """Kind and text of a limit's tag: what is left of it, or how it was kept."""
    if limit is None:
        return "done", ""
    if limit.kept_at is not None:
        return ("late", _("Làm trễ")) if limit.was_missed else ("done", _("Đúng hạn"))
    left = remaining(calendar, now, limit.due_at)
    return lateness_of(limit.due_at, now, calendar).value, words.time_left(left, display.language())


def _page(parts: Parts, code: str, *, form: Form | None = None, told: str = "") -> str:
    view = view_case(parts.ports, parts.legal, current_caller(), code, request_context(clock=parts.ports.clock))
    now, calendar, case = parts.now(), parts.ports.calendar(), view.case
    standing = standing_of(parts, case.answers)
    return render_template(
        "hotline/legal_case.html",
        case=case,
        petition=view.petition,
        limits=[(one, *limit_tag(one, now, calendar)) for one in view.limits],
        steps=_timeline(parts, case, now),
        next_steps=_choices(case),
        asked=standing.asked if case.answers else (),
        form=form or Form({}, {}, _labels()),
        labels=_labels(),
        told=told,
        now=now,
        path=REGISTER,
        contact=None,
        hidden=False,
    )


def _choices(case: LegalCase) -> list[dict[str, object]]:
    """What may be done now; that it is none after all goes by the guided questions."""
    tongue = display.language()
    fields = _labels()
    return [
        {
            "value": one.value,
            "text": one.words.in_language(tongue),
            "hint": {"text": _("Cần ghi: %(fields)s", fields=", ".join(fields[name].lower() for name in NEEDS[one]))},
        }
        for one in case.next_steps
        if one is not Step.BACK
    ]


def _timeline(parts: Parts, case: LegalCase, now: datetime) -> Sequence[standing_words.Step]:
    tongue = display.language()
    lines = []
    for one in case.entries:
        by = one.who.partition(":")[2]
        told = [one.paper, one.to, one.note, parts.officer(by) if by else ""]
        lines.append(
            standing_words.Step(
                "done",
                one.step.words.in_language(tongue),
                " · ".join(text for text in told if text),
                words.capital(words.moment(local(one.at), now, tongue)),
            )
        )
    return lines


def _stepped(parts: Parts, code: str, values: dict[str, str]) -> AnyResponse:
    def check(case: LegalCase) -> None:
        if values.get("version", "") not in ("", str(case.version)):
            raise IllegalStep("changed-meanwhile", CHANGED)

    context = request_context(clock=parts.ports.clock)
    try:
        done = enter_step(parts.ports, parts.legal, current_caller(), code, values, context, check=check)
    except InvalidRequest as refused:
        return make_response(unstored(_page(parts, code, form=_faulty(values, refused))), 422)
    except (IllegalStep, Conflict) as refused:
        form = Form(values, {}, _labels())
        return make_response(unstored(_page(parts, code, form=form, told=_words(refused))), 409)
    return redirect(f"{REGISTER}/{done.id}?done=step", 303)


def _classify_page(parts: Parts, code: str, answers: str, form: Form, told: str = "") -> str:
    view = view_petition(parts.ports, current_caller(), code)
    standing = standing_of(parts, answers)
    return render_template(
        "hotline/classify.html",
        petition=view.petition,
        standing=standing,
        guide=guide_for(parts, standing),
        same=bool(standing.found and standing.found.kind is view.petition.kind),
        form=Form(form.values, form.errors, {"why": _("Vì sao xếp lại")}),
        path=f"/hotline/desk/{view.petition.code}/classify",
        told=told,
    )


def _faulty(values: dict[str, str], refused: InvalidRequest) -> Form:
    tongue = display.language()
    faults = {one.pointer.strip("/"): one.words.in_language(tongue) for one in refused.faults}
    return Form(values, faults, _labels())


def _words(refused: Exception) -> str:
    found = refused.words if isinstance(refused, HotlineError) else CHANGED
    return found.in_language(display.language())


def _labels() -> dict[str, str]:
    return {
        "step": _("Bước tiếp theo"),
        "paper": _("Số, ngày văn bản"),
        "to": _("Chuyển cho"),
        "note": _("Lý do, cách làm"),
    }


def _told(done: str) -> str:
    texts: dict[str, str] = {"step": _("Đã ghi vào sổ."), "classified": _("Đã vào sổ khiếu nại, tố cáo.")}
    return texts.get(done, "")
