"""Files of results that were not taken, in words for the desk."""

from __future__ import annotations

from services.intake.domain.agency_result import AgencyResult
from services.intake.domain.dossier import Dossier
from services.intake.web.parts import Parts
from shared.store.change import Key
from shared.ui import display
from shared.ui.texts import gettext as _


def refused_results(parts: Parts, dossier: Dossier) -> list[str]:
    """One sentence for each task whose agency has to send its file again."""
    tasks = dossier.progress.tasks
    if not tasks:
        return []
    loaded = parts.ports.work.load(*(Key(AgencyResult, id) for id in tasks))
    found = [(task, loaded.get(AgencyResult, id)) for id, task in tasks.items()]
    return [
        _(
            "Chưa nhận được tệp kết quả của %(agency)s: %(why)s. Cơ quan đã được báo để gửi lại.",
            agency=task.agency_name,
            why=one.why.in_language(display.language()),
        )
        for task, one in found
        if one is not None and one.awaits_another and one.why is not None
    ]
