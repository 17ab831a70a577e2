"""The file that came within a decision: it passes through to intake, and nothing of it is kept here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def without_content(result: Mapping[str, Any] | None) -> tuple[dict[str, Any] | None, str]:
    """What is kept of the result, and the content (base64) that came with it, empty where none did."""
    if result is None:
        return None, ""
    kept = {name: value for name, value in result.items() if name != "file"}
    file = result.get("file")
    if not file:
        return kept, ""
    named = {name: value for name, value in file.items() if name != "inline" and value is not None}
    return {**kept, "file": named}, str(file.get("inline") or "")
