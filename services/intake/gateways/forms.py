"""Draws the forms by Typst from the templates in ``data/forms``.

All values come as data, none as markup: what people wrote is text, whatever it looks like.
"""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import segno

from services.intake.domain.form_numbering import FormRule, Numbering, Numberings
from services.intake.use_cases.form_ports import Code, Sheet
from shared.print.typesetter import Typesetter

MAIN = "main.typ"
NUMBERING = "numbering.json"


class TypstForms:
    """Implements ``use_cases.form_ports.Drawer``."""

    def __init__(self, folder: Path, fonts: Path) -> None:
        self._typesetter = Typesetter(folder / MAIN, fonts)

    def draw(self, sheet: Sheet) -> bytes:
        """The form as a PDF."""
        return self._typesetter.pdf(_data(sheet))

    def pictures(self, sheet: Sheet, ppi: float = 80) -> list[bytes]:
        """The form's pages as PNG, for looking at."""
        return self._typesetter.pictures(_data(sheet), ppi)


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


def _data(sheet: Sheet) -> dict[str, Any]:
    codes = {name: {"drawing": _qr_code(one), "link": one.link, "says": one.says} for name, one in sheet.codes.items()}
    return {"template": sheet.template, **sheet.data, "codes": codes}


def _qr_code(code: Code) -> str:
    drawing = io.BytesIO()
    segno.make(code.link, error="m").save(drawing, kind="svg", border=1, xmldecl=False)
    return drawing.getvalue().decode("utf-8")
