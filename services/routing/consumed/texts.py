"""How long texts of others may be."""

from marshmallow import validate

TEXT = validate.Length(min=1, max=500)
LONG_TEXT = validate.Length(max=4000)
NEEDED_TEXT = validate.Length(min=1, max=4000)
