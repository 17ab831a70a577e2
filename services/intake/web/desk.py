"""The reception desk: the inbox, one dossier, accepting it, returning its result."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.dossier import Dossier, ReceivedBy, ReturnMethod
from services.intake.domain.errors import IllegalStep
from services.intake.domain.standing import Lateness, dossier_standing
from services.intake.domain.status import Status
from services.intake.use_cases.accept_dossier import accept_dossier
from services.intake.use_cases.list_dossiers import count_by_lateness, list_dossiers
from services.intake.use_cases.return_result import return_result
from services.intake.use_cases.view_dossier import view_dossier
from services.intake.web import inbox
from services.intake.web.parts import Parts
from services.intake.web.standing_words import holder_of, steps_of
from shared.http.correlation import current_caller, request_context
from shared.http.problems import Problem
from shared.security.access import needs
from shared.store.change import Conflict
from shared.ui import display
from shared.ui.forms import Form

ROWS_OF_GROUP = 10
ROWS_OF_PAGE = 50


def add_desk_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the officers' pages onto the blueprint."""

    @pages.get("/desk")
    @needs("dossier.list")
    def desk() -> str:
        chosen = _lateness(request.args.get("lateness", ""))
        counts = count_by_lateness(parts.ports, current_caller())
        groups = _one_group(parts, chosen, counts.get(chosen, 0)) if chosen else _all_groups(parts, counts)
        total = sum(counts.get(one, 0) for one in inbox.ORDER)
        return render_template("intake/desk.html", groups=groups, strip=inbox.strip(counts, chosen), chosen=chosen,
                               total=total, now=parts.now(), search="")

    @pages.post("/desk/search")
    @needs("dossier.list")
    def search() -> str:
        wanted = request.form.get("search", "").strip()[:200]
        counts = count_by_lateness(parts.ports, current_caller())
        page = list_dossiers(parts.ports, current_caller(), search=wanted, statuses=tuple(Status)) if wanted else None
        found = page.items if page else ()
        groups = [inbox.group(_("Tìm thấy"), len(found), found, parts.now(), parts.ports.calendars.current())]
        return render_template("intake/desk.html", groups=groups if found else [], strip=inbox.strip(counts, None),
                               chosen=None, total=None, now=parts.now(), search=wanted, found=len(found))

    @pages.get("/desk/dossiers/<code>")
    @needs("dossier.view")
    def desk_dossier(code: str) -> str:
        return _dossier_page(parts, view_dossier(parts.ports, current_caller(), code))

    @pages.get("/desk/dossiers/<code>/accept")
    @needs("dossier.accept")
    def confirm_acceptance(code: str) -> str | AnyResponse:
        dossier = view_dossier(parts.ports, current_caller(), code)
        if dossier.status is not Status.FILED:
            return redirect(f"/desk/dossiers/{dossier.code}", 303)
        due_at, ledger = dossier.procedure.limit.due(parts.ports.calendars.current(), parts.now(),
                                                     dossier.procedure.cut_off)
        return render_template("intake/desk_accept.html", dossier=dossier, due_at=due_at, ledger=ledger,
                               now=parts.now(), hours=parts.hours())

    @pages.post("/desk/dossiers/<code>/accept")
    @needs("dossier.accept")
    def accept(code: str) -> AnyResponse:
        def act(version: int | None) -> Dossier:
            context = request_context(clock=parts.ports.clock)
            return accept_dossier(parts.ports, current_caller(), code, context, version=version)

        return _done_or_told(parts, code, act, "accepted")

    @pages.get("/desk/dossiers/<code>/return")
    @needs("dossier.return-result")
    def confirm_return(code: str) -> str | AnyResponse:
        dossier = view_dossier(parts.ports, current_caller(), code)
        if dossier.status is not Status.DONE:
            return redirect(f"/desk/dossiers/{dossier.code}", 303)
        form = Form({"method": dossier.return_method.value, "received_by": "applicant"}, labels=_return_labels())
        return _return_page(parts, dossier, form)

    @pages.post("/desk/dossiers/<code>/return")
    @needs("dossier.return-result")
    def give_back(code: str) -> AnyResponse:
        values = request.form.to_dict()
        errors = {name: _("Chọn một trong các mục") for name, kind in (("method", ReturnMethod), ("received_by", ReceivedBy))
                  if values.get(name) not in {one.value for one in kind}}
        if errors:
            dossier = view_dossier(parts.ports, current_caller(), code)
            return make_response(_return_page(parts, dossier, Form(values, errors, _return_labels())), 422)

        def act(version: int | None) -> Dossier:
            context = request_context(clock=parts.ports.clock)
            return return_result(parts.ports, current_caller(), code, ReturnMethod(values["method"]),
                                 ReceivedBy(values["received_by"]), context, version=version)

        return _done_or_told(parts, code, act, "returned")


def _all_groups(parts: Parts, counts: Mapping[Lateness, int]) -> list[inbox.Group]:
    now, calendar = parts.now(), parts.ports.calendars.current()
    groups = []
    for one, title in ((one, inbox.titles()[one]) for one in inbox.ORDER if counts.get(one)):
        page = list_dossiers(parts.ports, current_caller(), lateness=one, limit=ROWS_OF_GROUP)
        rest = counts[one] - len(page.items)
        more = None
        if page.next and rest > 0:
            told = ngettext("Xem %(num)s việc nữa", "Xem %(num)s việc nữa", rest)
            more = inbox.More(told, f"/desk?lateness={one.value}")
        groups.append(inbox.group(title, counts[one], page.items, now, calendar, more))
    return groups


def _one_group(parts: Parts, chosen: Lateness, count: int) -> list[inbox.Group]:
    cursor = request.args.get("cursor") or None
    try:
        page = list_dossiers(parts.ports, current_caller(), lateness=chosen, cursor=cursor, limit=ROWS_OF_PAGE)
    except ValueError:
        raise Problem(404, "not-found") from None
    more = None
    if page.next:
        more = inbox.More(_("Xem trang sau"), f"/desk?lateness={chosen.value}&cursor={page.next}")
    if not page.items:
        return []
    calendar = parts.ports.calendars.current()
    count = max(count, len(page.items))
    return [inbox.group(inbox.titles()[chosen], count, page.items, parts.now(), calendar, more)]


def _dossier_page(parts: Parts, dossier: Dossier, told: str = "") -> str:
    now, calendar = parts.now(), parts.ports.calendars.current()
    standing = dossier_standing(dossier, now, calendar)
    kind, left = inbox.tag_of(dossier.status, standing)
    unit = parts.ports.unit.name.in_language(display.language())
    allowed = {one for one in ("dossier.accept", "dossier.return-result")
               if parts.ports.access.scopes(current_caller().all_roles, one)}
    return render_template("intake/desk_dossier.html", dossier=dossier, standing=standing, kind=kind, left=left,
                           holder=holder_of(dossier, unit, now), steps=steps_of(dossier, unit, now), now=now,
                           hours=calendar.hours, told=told or _told(request.args.get("done", "")), allowed=allowed,
                           task=inbox.task_of(dossier.status))


def _return_page(parts: Parts, dossier: Dossier, form: Form) -> str:
    return render_template("intake/desk_return.html", dossier=dossier, form=form, labels=_return_labels(),
                           now=parts.now())


def _return_labels() -> dict[str, str]:
    return {"method": _("Trả bằng cách nào"), "received_by": _("Ai nhận")}


def _done_or_told(parts: Parts, code: str, act: Callable[[int | None], Dossier], done: str) -> AnyResponse:
    """The dossier's page after the action; where the action came too late, its page with what stood in the way."""
    version = request.form.get("version", "")
    try:
        dossier = act(int(version) if version.isascii() and version.isdigit() else None)
    except IllegalStep as refused:
        told, dossier = refused.words.in_language(display.language()), None
    except Conflict:
        told, dossier = _("Có người vừa đổi hồ sơ này. Xem lại rồi quyết định."), None
    if dossier is None:
        return make_response(_dossier_page(parts, view_dossier(parts.ports, current_caller(), code), told), 409)
    return redirect(f"/desk/dossiers/{dossier.code}?done={done}", 303)


def _told(done: str) -> str:
    return {"accepted": _("Đã tiếp nhận. Ngày hẹn trả đã có."), "returned": _("Đã ghi việc trả kết quả.")}.get(done, "")


def _lateness(name: str) -> Lateness | None:
    return next((one for one in Lateness if one.value == name), None)
