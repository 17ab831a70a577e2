"""Limits of texts that are read."""

from marshmallow import validate

TEXT = validate.Length(min=1, max=500)
