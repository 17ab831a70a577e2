"""Writes Open311's answers: XML as the specification names its elements, JSON by the mapping that it gives."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from flask import Response

from shared.working_time.calendar import local

TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
# What one thing in a list is called.
ITEMS = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}


def written(format: str, root: str, told: Any, status: int = 200) -> Response:
    """``root`` names the XML's outermost element; JSON has none."""
    if format == "json":
        body = json.dumps(told, ensure_ascii=False).encode("utf-8")
    else:
        body = ElementTree.tostring(_element(root, told), encoding="utf-8", xml_declaration=True)
    return Response(body, status, content_type=TYPES[format])


def moment(at: datetime | None) -> str | None:
    """To the second, with the offset of Viet Nam."""
    return local(at).replace(microsecond=0).isoformat() if at else None


def _element(name: str, told: Any) -> ElementTree.Element:
    element = ElementTree.Element(name)
    if isinstance(told, Mapping):
        element.extend([_element(key, value) for key, value in told.items()])
    elif isinstance(told, list | tuple):
        element.extend([_element(ITEMS[name], one) for one in told])
    elif isinstance(told, bool):
        element.text = "true" if told else "false"
    elif told is not None:
        element.text = _allowed(str(told))
    return element


def _allowed(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(one for one in text if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cs", "Cn"))
