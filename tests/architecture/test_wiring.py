"""What is declared is what runs: events are bound and published, routes are marked and stand in the access table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from joserfc.jwk import OKPKey
from werkzeug.routing import IntegerConverter, Rule

from deploy.contracts.applications import application
from deploy.contracts.gathering import gather, reading_schemas, service_names
from shared.bus.layout import layout_of
from shared.bus.registry import load_registry
from shared.http.guard import marked_routes, route_mark
from shared.http.sessions import OWNER_HEADER
from shared.security.access import AccessTable, Mark
from shared.security.caller import OWNER_ROLE, PUBLIC_ROLE, Caller
from shared.security.tokens import TokenIssuer
from tests.architecture.source import sources


@pytest.fixture(params=service_names(), scope="module")
def service(request: pytest.FixtureRequest) -> Iterator[tuple[str, Flask, OKPKey]]:
    with application(request.param) as (app, key):
        yield request.param, app, key


def test_every_bound_type_is_published() -> None:
    published = {one.published.type for one in gather()}
    layout = layout_of(load_registry(), service_names())
    for binding in layout.bindings:
        if binding.exchange.endswith(".events"):
            assert binding.routing_key in published


def test_every_type_that_is_read_is_bound_to_its_reader() -> None:
    layout = layout_of(load_registry(), service_names())
    bound = {(binding.routing_key, binding.queue) for binding in layout.bindings}
    for service in service_names():
        for type_ in reading_schemas(service):
            assert type_.startswith("agency.") or (type_, f"{service}.inbox") in bound


def test_every_published_type_has_an_example_and_a_reader_or_a_reason() -> None:
    for one in gather():
        assert one.published.example.data
        assert bool(one.consumers) != bool(one.published.unread_because)


def test_every_route_is_marked_with_an_action_of_the_access_table(service: tuple[str, Flask, OKPKey]) -> None:
    _, app, _ = service
    table: AccessTable = app.extensions["motcua-access"]
    for route in marked_routes(app):
        assert route.mark is not None, f"{route.method} {route.path} carries no mark"
        assert route.mark.action is None or route.mark.action in table.actions, f"{route.method} {route.path}"


def test_every_action_of_the_access_table_is_asked_for_somewhere(service: tuple[str, Flask, OKPKey]) -> None:
    name, app, _ = service
    table: AccessTable = app.extensions["motcua-access"]
    marked = {route.mark.action for route in marked_routes(app) if route.mark}
    text = "".join(one.text for one in sources(f"services/{name}") if one.path.name != "access.py")
    assert sorted(action for action in table.actions - marked if f'"{action}"' not in text) == []


def test_every_role_gets_through_exactly_where_the_table_lets_it(service: tuple[str, Flask, OKPKey]) -> None:
    _, app, key = service
    table: AccessTable = app.extensions["motcua-access"]
    issuer = TokenIssuer(key)
    walked = 0
    for rule in list(app.url_map.iter_rules()):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            mark = route_mark(app, rule.endpoint, method)
            for role in sorted(table.roles | {PUBLIC_ROLE, OWNER_ROLE, "a-role-of-no-table"}):
                status = _knock(app, rule, method, _headers(issuer, role))
                assert (status not in (401, 403)) == _may(table, mark, role), f"{role}: {method} {rule.rule}"
                walked += 1
    assert walked


def _may(table: AccessTable, mark: Mark | None, role: str) -> bool:
    if mark is None or mark.action is None:
        return mark is not None
    return bool(table.scopes({role, PUBLIC_ROLE}, mark.action))


def _headers(issuer: TokenIssuer, role: str) -> dict[str, str]:
    if role == PUBLIC_ROLE:
        return {}
    if role == OWNER_ROLE:
        return {OWNER_HEADER: "a-token-somebody-shows"}
    caller = Caller("staff", f"test-{role}", frozenset({role}), "H99.11")
    return {"Authorization": f"Bearer {issuer.issue(caller, datetime.now(UTC))}"}


def _knock(app: Flask, rule: Rule, method: str, headers: dict[str, str]) -> int:
    """The status behind the guard, with the view itself replaced: what it would do is not asked here."""
    values: dict[str, Any] = {
        name: 1 if isinstance(rule._converters[name], IntegerConverter) else "x" for name in rule.arguments
    }
    path = app.url_map.bind("localhost").build(rule.endpoint, values, method)
    view = app.view_functions[rule.endpoint]
    app.view_functions[rule.endpoint] = _Passed(view)
    try:
        return app.test_client().open(path, method=method, headers=headers).status_code
    finally:
        app.view_functions[rule.endpoint] = view


class _Passed:
    """A view that does nothing, with the marks of the one that it stands for."""

    def __init__(self, view: Any) -> None:
        self.__dict__.update({name: value for name, value in vars(view).items() if not name.startswith("__wrapped")})
        self.view_class = getattr(view, "view_class", None)

    def __call__(self, **_: Any) -> tuple[str, int]:
        return "", 204
