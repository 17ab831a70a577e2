"""Rules of every service's HTTP description: valid OpenAPI 3.1, errors as problems, and no operation left unsaid."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest
from openapi_spec_validator import validate

from deploy.contracts.__main__ import FOLDER, openapi
from deploy.contracts.applications import application
from deploy.contracts.gathering import service_names
from shared.http.guard import marked_routes

description = cache(openapi)  # made once for all the questions asked of it
METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.mark.parametrize("service", service_names())
def test_the_description_is_valid_openapi_3_1(service: str) -> None:
    described = description(service)
    validate(described)
    assert described["openapi"].startswith("3.1")


@pytest.mark.parametrize("service", service_names())
def test_every_operation_says_how_it_fails(service: str) -> None:
    for path, operations in description(service)["paths"].items():
        for method in METHODS & set(operations):
            assert operations[method]["responses"]["default"] == {"$ref": "#/components/responses/Problem"}, path


@pytest.mark.parametrize("service", service_names())
def test_every_route_under_the_api_is_described(service: str) -> None:
    described = description(service)["paths"]
    with application(service) as (app, _):
        for route in marked_routes(app):
            path = re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", route.path)
            if path.startswith("/api/") and not path.endswith("/openapi.json"):
                assert route.method.lower() in described[path], f"{route.method} {path}"


@pytest.mark.parametrize("service", service_names())
def test_every_operation_says_in_words_what_it_does_and_who_may(service: str) -> None:
    described = description(service)
    with application(service) as (app, _):
        table = app.extensions["motcua-access"]
    for path, operations in described["paths"].items():
        for method in METHODS & set(operations):
            operation = operations[method]
            assert operation.get("summary"), f"{method} {path} has no docstring"
            assert operation["x-may"], f"{method} {path} is for nobody"
            allowed = {rule.role for rule in table.rules if rule.action == operation["x-action"]}
            assert {one["role"] for one in operation["x-may"]} == (allowed or {"public"})


@pytest.mark.parametrize("service", service_names())
def test_the_stored_description_is_valid_openapi_3_1_too(service: str) -> None:
    validate(json.loads((FOLDER / "openapi" / f"{service}.json").read_text("utf-8")))


@pytest.mark.parametrize("service", service_names())
def test_every_problem_type_has_a_status_and_words(service: str) -> None:
    problems = description(service)["x-problems"]
    assert {"/problems/invalid", "/problems/sign-in-needed", "/problems/conflict"} <= {one["type"] for one in problems}
    for one in problems:
        assert 400 <= one["status"] < 600
        assert one.get("title") or (one["words"]["vi"] and one["words"]["en"])


def test_the_refusals_of_a_domain_are_among_the_problem_types() -> None:
    found = {one["type"]: one["status"] for one in description("intake")["x-problems"]}
    assert found["/problems/unknown-dossier"] == 404
    assert found["/problems/already-accepted"] == 409
    assert found["/problems/too-many-attempts"] == 429
