"""The settings of hotline: what every service has."""

from __future__ import annotations

from shared.settings import COMMON, with_defaults

TABLE = with_defaults(COMMON, HTTP_BIND="127.0.0.1:8084")
