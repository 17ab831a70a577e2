"""How long a text that is sent may be, and which values may be chosen."""

from __future__ import annotations

from marshmallow import validate

from services.intake.use_cases.deciding import LONGEST_TEXT

SHORT = validate.Length(max=200)
LONG = validate.Length(max=1000)
TEXT = validate.Length(max=LONGEST_TEXT)


def one_of(values: list[str]) -> validate.OneOf:
    """One of these, and nothing else."""
    return validate.OneOf(values)
