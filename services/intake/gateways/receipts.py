"""Draws the receipt by Typst from the template in ``data``, with the fonts beside it and none of the machine's."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from pathlib import Path
from threading import Lock

import segno
import typst

from services.intake.use_cases.issue_receipt import ReceiptForm


class TypstReceipts:
    """Implements ``use_cases.issue_receipt.Receipts``; the compiler is made once and keeps what it has read."""

    def __init__(self, template: Path, fonts: Path) -> None:
        self._template = template
        self._fonts = fonts
        self._compiler: typst.Compiler | None = None
        self._lock = Lock()

    def draw(self, form: ReceiptForm) -> bytes:
        """The form as a PDF."""
        data = json.dumps({**asdict(form), "qr": _qr_code(form.link)}, ensure_ascii=False)
        with self._lock:  # one compiler serves one document at a time
            if self._compiler is None:
                self._compiler = typst.Compiler(
                    str(self._template), font_paths=[str(self._fonts)], ignore_system_fonts=True
                )
            drawn = self._compiler.compile(format="pdf", sys_inputs={"data": data})
        if not isinstance(drawn, bytes):
            raise TypeError("the receipt is one document")
        return drawn


def _qr_code(link: str) -> str:
    drawing = io.BytesIO()
    segno.make(link, error="m").save(drawing, kind="svg", border=1, xmldecl=False)
    return drawing.getvalue().decode("utf-8")
