"""The pages of routes: all of them, one as a picture with a trial on paper, and taking them from a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import format_decimal
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from services.routing.domain.flow import references
from services.routing.domain.route import Route
from services.routing.domain.route_runs import choices
from services.routing.domain.route_trial import BadTrial, Trial, try_route
from services.routing.domain.step import Step
from services.routing.domain.task import Outcome
from services.routing.use_cases import keep_routes
from services.routing.use_cases.keep_routes import RouteReport, take_routes, view_route, written
from services.routing.use_cases.ports import RouteFiles, UnreadableRoutes
from services.routing.use_cases.questions import Questions
from services.routing.web.route_picture import draw
from shared.http.correlation import current_caller, request_context
from shared.http.guard import current_grant
from shared.http.problems import Problem
from shared.security.access import needs
from shared.store.change import Conflict, Work
from shared.ui import display
from shared.ui.forms import EMPTY, Form

ROUTES = "/routing/routes"
PAGE = 100
KEEPERS = frozenset({"admin", "leader"})


@dataclass(frozen=True, slots=True)
class RouteDesk:
    """What the pages are given."""

    work: Work
    questions: Questions
    files: RouteFiles
    clock: Callable[[], datetime]


def add_route_pages(pages: Blueprint, desk: RouteDesk) -> None:
    """Put them onto the blueprint."""
    _add_reading(pages, desk)
    _add_files(pages, desk)
    _add_taking(pages, desk)


def _add_reading(pages: Blueprint, desk: RouteDesk) -> None:
    work, questions = desk.work, desk.questions

    @pages.get(ROUTES)
    @needs("route.list")
    def routes() -> str:
        found = list(questions.routes(request.args.get("after") or None, PAGE + 1))
        more = found[PAGE - 1].id if len(found) > PAGE else ""
        may_keep = bool(current_caller().roles & KEEPERS)
        return render_template("routing/routes.html", routes=found[:PAGE], more=more, may_keep=may_keep)

    @pages.get(f"{ROUTES}/<id>")
    @needs("route.list")
    def route_page(id: str) -> str:
        route = view_route(work, current_grant(), id, request.args.get("version", type=int))
        trial, wrong = _trial(route)
        return render_template(
            "routing/route.html",
            route=route,
            trial=trial,
            wrong=wrong,
            picture=draw(route, trial, _times(route, trial), outcome_names(), display.language()),
            choices={step.id: found for step in route.steps if len(found := choices(step.id, route.steps)) > 1},
            chosen={one.step.id: one.outcome for one in trial.steps},
            outcomes=outcome_names(),
            times=_times(route, trial),
            after={step.id: _after(step, route) for step in route.steps},
            versions=questions.route_versions(id),
            newest=view_route(work, current_grant(), id).version,
        )


def _add_files(pages: Blueprint, desk: RouteDesk) -> None:
    @pages.get(f"{ROUTES}/<id>/route.yaml")
    @needs("route.list")
    def route_file(id: str) -> Response:
        route = view_route(desk.work, current_grant(), id, request.args.get("version", type=int))
        return _file(desk.files, f"route-{route.id}", [route])

    @pages.get(f"{ROUTES}.yaml")
    @needs("route.list")
    def all_files() -> Response:
        found: list[Route] = []
        while batch := desk.questions.routes(found[-1].id if found else None, PAGE):
            found += batch
        return _file(desk.files, "routes", found)


def _add_taking(pages: Blueprint, desk: RouteDesk) -> None:
    @pages.get(f"{ROUTES}/take")
    @needs("route.keep")
    def take() -> str:
        return _take_page(EMPTY)

    @pages.post(f"{ROUTES}/take")
    @needs("route.keep")
    def take_file() -> AnyResponse:
        content, dry = _sent(), request.form.get("step") != "take"
        if not content.strip():
            return _wrong(_("Chọn một tệp YAML"), "")
        try:
            data = desk.files.read(content)
        except UnreadableRoutes as unreadable:
            told = unreadable.words_vi if display.language() == "vi" else str(unreadable)
            return _wrong(told, "")
        try:
            reports = take_routes(desk.work, desk.questions, request_context(clock=desk.clock), data, dry=dry)
        except Conflict:
            raise Problem(409, "conflict") from None
        return make_response(_take_page(EMPTY, content.decode("utf-8"), reports, dry=dry))


def outcome_names() -> dict[str, str]:
    """How a step may end, in words."""
    return {
        Outcome.DONE.value: _("xong bước này"),
        Outcome.GRANTED.value: _("chấp thuận"),
        Outcome.DENIED.value: _("không chấp thuận"),
        Outcome.RETURNED.value: _("trả lại bước trước"),
    }


def _trial(route: Route) -> tuple[Trial, str]:
    """The way that the address asks for; the first one where it asks for what cannot be."""
    wanted: dict[str, Outcome] = {}
    names = {one.value: one for one in Outcome}
    for step in route.steps:
        said = request.args.get(f"outcome-{step.id}", "")
        if said in names:
            wanted[step.id] = names[said]
    try:
        return try_route(route, wanted), ""
    except BadTrial:
        return try_route(route, {}), _("Không đi được đường này, hình vẽ đường đầu tiên.")


def _after(step: Step, route: Route) -> str:
    """The steps that lead here, by their names."""
    vietnamese, found = display.language() == "vi", []
    for ref in references(step):
        name = route.step(ref.step).name if vietnamese else route.step(ref.step).name_en
        found.append(f"{name} ({outcome_names()[ref.outcome.value]})" if ref.outcome else name)
    return "; ".join(found)


def _times(route: Route, trial: Trial) -> dict[str, str]:
    known = {one.step.id: one.ends - one.begins for one in trial.steps}
    found = {}
    for step in route.steps:
        hours = step.hours if step.hours is not None else known.get(step.id) or None
        found[step.id] = _hours(hours) if hours else _("phần còn lại của thời hạn")
    return found


def _hours(hours: float) -> str:
    days = hours / 8
    if days >= 1 and days == int(days * 4) / 4:
        return str(_("%(days)s ngày làm việc", days=format_decimal(days)))
    return str(_("%(hours)s giờ làm việc", hours=format_decimal(hours)))


def _file(files: RouteFiles, name: str, routes: list[Route]) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.yaml"'}
    return Response(files.write(written(routes)), mimetype="application/yaml", headers=headers)


def _sent() -> bytes:
    file = request.files.get("file")
    if file is not None and file.filename:
        return file.stream.read()
    return request.form.get("content", "").encode("utf-8")


def _wrong(told: str, content: str) -> AnyResponse:
    form = Form({}, {"file": told}, {"file": _("Tệp")})
    return make_response(_take_page(form, content), 422)


def _take_page(form: Form, content: str = "", reports: list[RouteReport] | None = None, *, dry: bool = True) -> str:
    counts: Mapping[keep_routes.Outcome, int] = {
        outcome: sum(one.outcome is outcome for one in reports or ()) for outcome in keep_routes.Outcome
    }
    names = {
        keep_routes.Outcome.NEW: _("Quy trình mới"),
        keep_routes.Outcome.CHANGED: _("Phiên bản mới"),
        keep_routes.Outcome.UNCHANGED: _("Không đổi"),
        keep_routes.Outcome.REFUSED: _("Không nhận"),
    }
    useful = counts[keep_routes.Outcome.NEW] + counts[keep_routes.Outcome.CHANGED]
    return render_template(
        "routing/take_routes.html",
        form=form,
        content=content,
        reports=reports,
        names=names,
        counts=counts,
        useful=useful,
        dry=dry,
        vietnamese=display.language() == "vi",
    )
