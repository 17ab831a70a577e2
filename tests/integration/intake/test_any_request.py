"""Whatever is sent to intake's API, drawn from its own description: never an error of ours."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.intake.app import Parts
from tests.integration.intake.conftest import FILING

API = "/api/intake/v1"
EXAMPLES = 5


def operations(app: Flask) -> list[Any]:
    """Every operation of the description that the application itself gives."""
    description = app.test_client().get(f"{API}/openapi.json").json
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(description)))
    return [found.ok() for found in schema.get_all_operations()]


@pytest.mark.parametrize("caller", ["nobody", "owner", "reception"])
def test_no_request_is_an_error_of_ours(
    app: Flask, parts: Parts, sign_in: Callable[[str], dict[str, str]], caller: str
) -> None:
    client = app.test_client()
    filed = [client.post(f"{API}/dossiers", json=FILING).json for _ in range(3)]
    officer = sign_in("reception")
    client.post(f"{API}/dossiers/{filed[1]['code']}/accept", headers=officer)
    codes = [one["code"] for one in filed]
    headers = {
        "nobody": {},
        "owner": {"X-Owner-Token": filed[0]["owner_token"]},
        "reception": officer,
    }[caller]
    found = operations(app)
    assert len(found) > 25
    for operation in found:
        _walk(app, operation, codes, headers)


def _walk(app: Flask, operation: Any, codes: list[str], headers: dict[str, str]) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), code=st.sampled_from([*codes, None]))
    def send(case: Any, code: str | None) -> None:
        path = dict(case.path_parameters or {})
        if code is not None and "code" in path:
            path["code"] = code
        address = operation.path.format(**{name: _segment(value) for name, value in path.items()})
        body = None if isinstance(case.body, type(schemathesis.core.NOT_SET)) else case.body
        answer = app.test_client().open(
            address if address.startswith(API) else API + address,
            method=operation.method.upper(),
            query_string={name: value for name, value in (case.query or {}).items() if value is not None},
            json=body,
            headers=headers,
        )
        assert answer.status_code < 500, f"{operation.method} {address}: {answer.text[:400]}"

    send()


def _segment(value: Any) -> str:
    """A path parameter as it stands in an address."""
    return quote(str(value), safe="") or "x"
