"""Routes come and change: each is checked whole; what cases were opened by before stays as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from marshmallow import ValidationError

from services.routing.domain.agency import Agency
from services.routing.domain.route import Route, RouteVersion, new_route, version_id
from services.routing.domain.step import BadRoute
from services.routing.use_cases.questions import Questions
from services.routing.use_cases.route_reader import RouteData, read_steps, write_step
from shared.security.access import Grant
from shared.store.change import Change, Context, Key, Work


class Outcome(Enum):
    """What becomes of a route in a file."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RouteReport:
    """``version`` is the one that says what the file says, None for a refused one; ``field``, ``reason`` and
    ``reason_vi`` say why it was refused."""

    procedure: str
    outcome: Outcome
    version: int | None = None
    field: str = ""
    reason: str = ""
    reason_vi: str = ""


class NoSuchRoute(LookupError):
    """There is no route, or no version, of this name."""


def keep_route(work: Work, questions: Questions, context: Context, read: Mapping[str, Any]) -> tuple[Route, Outcome]:
    """The route as ``read`` (loaded by ``RouteData``) says; nothing is written where nothing differs.

    Raises BadRoute, Conflict, StoreAway.
    """
    route, outcome = _made(work, _agencies(questions), read)
    if outcome is not Outcome.UNCHANGED:
        work.commit(Change(saved=(route, RouteVersion.of(route))), context)
    return route, outcome


def take_routes(
    work: Work, questions: Questions, context: Context, data: Iterable[Mapping[str, Any]], *, dry: bool
) -> list[RouteReport]:
    """Each route by itself: a bad one loses no good one. ``dry`` only looks. Raises Conflict, StoreAway."""
    agencies, reports, seen = _agencies(questions), list[RouteReport](), set[str]()
    for one in data:
        code = str(one.get("procedure", "?"))
        if code in seen:
            twice = ("procedure", "stands in the file twice", "có hai lần trong tệp")
            reports.append(RouteReport(code, Outcome.REFUSED, None, *twice))
            continue
        seen.add(code)
        try:
            route, outcome = _made(work, agencies, _read(one))
        except BadRoute as refused:
            why = (refused.field, refused.reason, refused.reason_vi)
            reports.append(RouteReport(code, Outcome.REFUSED, None, *why))
            continue
        if outcome is not Outcome.UNCHANGED and not dry:
            work.commit(Change(saved=(route, RouteVersion.of(route))), context)
        reports.append(RouteReport(code, outcome, route.version))
    return reports


def view_route(work: Work, grant: Grant, id: str, version: int | None = None) -> Route:
    """The route as it holds now, or one of its versions. Raises Forbidden, NoSuchRoute, StoreAway."""
    grant.require()
    route = work.load(Key(Route, id)).get(Route, id)
    if route is None:
        raise NoSuchRoute(id)
    if version in (None, route.version):
        return route
    key = version_id(id, version or 0)
    kept = work.load(Key(RouteVersion, key)).get(RouteVersion, key)
    if kept is None:
        raise NoSuchRoute(key)
    return kept.route


def written(routes: Sequence[Route]) -> dict[str, Any]:
    """Routes as a file that ``take_routes`` reads."""
    return {
        "routes": [
            {
                "procedure": route.id,
                "name": route.name,
                "limit_hours": route.limit_hours,
                "steps": [write_step(step) for step in route.steps],
            }
            for route in routes
        ]
    }


def _agencies(questions: Questions) -> dict[str, Agency]:
    return {agency.code: agency for agency in questions.agencies()}


def _read(data: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        read: Mapping[str, Any] = RouteData().load(dict(data))
    except ValidationError as problem:
        field, said = _first(problem.messages)
        raise BadRoute(field, said, f"không đọc được ({said})") from problem
    return read


def _made(work: Work, agencies: Mapping[str, Agency], read: Mapping[str, Any]) -> tuple[Route, Outcome]:
    code, steps = read["procedure"], read_steps(read["steps"], agencies)
    known = work.load(Key(Route, code)).get(Route, code)
    if known is None:
        return new_route(code, read["name"], steps, read["limit_hours"], seeded=False), Outcome.NEW
    changed = known.changed(read["name"], steps, read["limit_hours"], seeded=False)
    return changed, Outcome.UNCHANGED if changed is known else Outcome.CHANGED


def _first(messages: Any, at: str = "") -> tuple[str, str]:
    """The first fault of marshmallow's nested messages, with its place."""
    if isinstance(messages, dict):
        name, inner = next(iter(messages.items()))
        return _first(inner, f"{at}/{name}".lstrip("/"))
    return at, str(messages[0]) if isinstance(messages, list) and messages else str(messages)
