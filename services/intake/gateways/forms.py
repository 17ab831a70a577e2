"""Draws the forms by Typst from the templates in ``data/forms``, with the fonts beside them and none of the machine's.

All values come as data, none as markup: what people wrote is text, whatever it looks like.
"""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

import segno
import typst

from services.intake.domain.form_numbering import FormRule, Numbering, Numberings
from services.intake.use_cases.form_ports import Code, Sheet

MAIN = "main.typ"
NUMBERING = "numbering.json"


class TypstForms:
    """Implements ``use_cases.form_ports.Drawer``; the compiler is made once and keeps what it has read."""

    def __init__(self, folder: Path, fonts: Path) -> None:
        self._main = folder / MAIN
        self._fonts = fonts
        self._compiler: typst.Compiler | None = None
        self._lock = Lock()

    def draw(self, sheet: Sheet) -> bytes:
        """The form as a PDF."""
        drawn = self._compile(sheet, format="pdf")
        if not isinstance(drawn, bytes):
            raise TypeError("a form is one document")
        return drawn

    def pictures(self, sheet: Sheet, ppi: float = 80) -> list[bytes]:
        """The form's pages as PNG, for looking at."""
        drawn = self._compile(sheet, format="png", ppi=ppi)
        return [drawn] if isinstance(drawn, bytes) else list(drawn)

    def _compile(self, sheet: Sheet, **wanted: Any) -> Any:
        codes = {
            name: {"drawing": _qr_code(one), "link": one.link, "says": one.says} for name, one in sheet.codes.items()
        }
        data = json.dumps({"template": sheet.template, **sheet.data, "codes": codes}, ensure_ascii=False)
        with self._lock:  # one compiler serves one document at a time
            if self._compiler is None:
                self._compiler = typst.Compiler(
                    str(self._main), font_paths=[str(self._fonts)], ignore_system_fonts=True
                )
            return self._compiler.compile(sys_inputs={"data": data}, **wanted)


def read_numberings(folder: Path, fixed: str = "") -> Numberings:
    """The numberings in ``numbering.json``. Raises ValueError and KeyError for a file that is none."""
    known = json.loads((folder / NUMBERING).read_text(encoding="utf-8"))
    return Numberings(
        [
            Numbering(
                one["id"],
                date.fromisoformat(one["effective_from"]),
                one["basis"],
                {name: FormRule(**rule) for name, rule in one["forms"].items()},
            )
            for one in known
        ],
        fixed,
    )


def _qr_code(code: Code) -> str:
    drawing = io.BytesIO()
    segno.make(code.link, error="m").save(drawing, kind="svg", border=1, xmldecl=False)
    return drawing.getvalue().decode("utf-8")
