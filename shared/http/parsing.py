"""Reading request bodies strictly: the right type, real JSON, known fields, every fault named."""

from __future__ import annotations

import json
from typing import Any, NoReturn

import flask_smorest
from flask import Request
from marshmallow import RAISE, ValidationError
from webargs import core
from webargs.flaskparser import FlaskParser

from shared.http.problems import Problem, invalid, schema_faults


class StrictParser(FlaskParser):
    """webargs' parser with the statuses that are due: 415 for a wrong type, 400 for what is not JSON, 422 for fields.

    Unknown fields of bodies, queries and forms are refused by name: a misspelt field must not be lost in silence.
    """

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {  # noqa: RUF012, the package declares it so
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "json": RAISE,
        "query": RAISE,
        "form": RAISE,
    }

    def _raw_load_json(self, req: Request) -> Any:
        if core.is_json(req.mimetype):
            return parse_json(req.get_data(cache=True))
        if req.mimetype or req.get_data(cache=True):
            raise Problem(
                415,
                "unsupported-type",
                detail="The body must be application/json.",
                headers={"Accept": "application/json"},
            )
        return core.missing

    def handle_error(self, error: ValidationError, *_: Any, **__: Any) -> NoReturn:
        """Every schema fault becomes one 422 that names its fields."""
        raise invalid(schema_faults(error.messages)) from error


class Blueprint(flask_smorest.Blueprint):
    """flask-smorest's blueprint with the strict parser; services declare their API with this one."""

    ARGUMENTS_PARSER = StrictParser()


def parse_json(body: bytes) -> Any:
    """The JSON value of a body. Raises Problem (400) for what is no JSON, or none that every reader takes."""
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_refuse)
        if b"\\ud" in body or b"\\uD" in body:  # half a character passes the parser and breaks whatever stores it
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):  # JSONDecodeError, UnicodeError and endless numbers are ValueErrors
        raise Problem(400, "malformed-json", detail="The body is not valid JSON in UTF-8.") from None
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
