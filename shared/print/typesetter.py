"""Typst behind a small door: all values come as data, none as markup; what people wrote is text, whatever it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from shared.print.beside import FONTS


class Typesetter:
    """Draws one template, which reads ``sys.inputs.data``; the compiler is made once and keeps what it has read."""

    def __init__(self, template: Path, fonts: Path = FONTS) -> None:
        self._template = template
        self._fonts = fonts
        self._compiler: typst.Compiler | None = None
        self._lock = Lock()

    def pdf(self, data: Mapping[str, Any]) -> bytes:
        """One document."""
        drawn = self._compile(data, format="pdf")
        if not isinstance(drawn, bytes):
            raise TypeError("a paper is one document")
        return drawn

    def pictures(self, data: Mapping[str, Any], ppi: float = 80) -> list[bytes]:
        """Its pages as PNG, for looking at."""
        drawn = self._compile(data, format="png", ppi=ppi)
        return [drawn] if isinstance(drawn, bytes) else list(drawn)

    def _compile(self, data: Mapping[str, Any], **wanted: Any) -> Any:
        told = json.dumps(data, ensure_ascii=False)
        with self._lock:  # one compiler serves one document at a time
            if self._compiler is None:
                self._compiler = typst.Compiler(
                    str(self._template), font_paths=[str(self._fonts)], ignore_system_fonts=True
                )
            return self._compiler.compile(sys_inputs={"data": told}, **wanted)
