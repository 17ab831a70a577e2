"""Rule of reading: a field that the owner adds, at any depth, never makes an event unreadable."""

from __future__ import annotations

import pytest
from marshmallow import Schema, ValidationError, fields

from shared.bus.forgiving import forgiving


class Inner(Schema):
    a = fields.Integer(required=True)


class Middle(Schema):
    one = fields.Nested(Inner)
    many = fields.List(fields.Nested(Inner))
    by_name = fields.Dict(keys=fields.String(), values=fields.Nested(Inner))
    pair = fields.Tuple((fields.Nested(Inner), fields.Integer()))


class Outer(Schema):
    middle = fields.Nested(Middle)
    middles = fields.Nested(Middle, many=True)


def test_unknown_fields_are_left_out_at_every_depth() -> None:
    inner = {"a": 1, "new": 2}
    middle = {"one": inner, "many": [inner], "by_name": {"x": inner}, "pair": [inner, 3], "new": 4}
    known = {"one": {"a": 1}, "many": [{"a": 1}], "by_name": {"x": {"a": 1}}, "pair": ({"a": 1}, 3)}
    assert forgiving(Outer).load({"middle": middle, "middles": [middle], "new": 5}) == {
        "middle": known,
        "middles": [known],
    }


def test_what_is_wrong_stays_wrong() -> None:
    with pytest.raises(ValidationError):
        forgiving(Outer).load({"middle": {"one": {"a": "x"}}})


def test_the_schema_itself_stays_strict() -> None:
    forgiving(Outer)
    with pytest.raises(ValidationError):
        Outer().load({"middle": {"new": 4}})
