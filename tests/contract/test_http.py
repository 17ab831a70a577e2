"""Rules of every service's HTTP description: valid OpenAPI 3.1, errors as problems, and no operation left unsaid."""

from __future__ import annotations

import re

import pytest
from openapi_spec_validator import validate

from deploy.contracts.__main__ import openapi
from deploy.contracts.applications import application
from deploy.contracts.gathering import service_names
from shared.http.guard import marked_routes

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.mark.parametrize("service", service_names())
def test_the_description_is_valid_openapi_3_1(service: str) -> None:
    described = openapi(service)
    validate(described)
    assert described["openapi"].startswith("3.1")


@pytest.mark.parametrize("service", service_names())
def test_every_operation_says_how_it_fails(service: str) -> None:
    for path, operations in openapi(service)["paths"].items():
        for method in METHODS & set(operations):
            assert operations[method]["responses"]["default"] == {"$ref": "#/components/responses/Problem"}, path


@pytest.mark.parametrize("service", service_names())
def test_every_route_under_the_api_is_described(service: str) -> None:
    described = openapi(service)["paths"]
    with application(service) as (app, _):
        for route in marked_routes(app):
            path = re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", route.path)
            if path.startswith("/api/") and not path.endswith("/openapi.json"):
                assert route.method.lower() in described[path], f"{route.method} {path}"
