"""How words look before anybody gets them: filled in with an example or with what was really told, counted, priced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from services.notifications.domain.errors import FieldFault
from services.notifications.domain.message import Channel, Writing
from services.notifications.domain.segmentation import Segments, segments
from services.notifications.domain.template import Template
from services.notifications.domain.words.faults import faults_of
from services.notifications.domain.words.masking import masked
from services.notifications.use_cases.preview_templates import sample_values
from services.notifications.use_cases.templates.desk import SEE_VALUES, WordsDesk
from shared.security.caller import Caller


@dataclass(frozen=True, slots=True)
class Look:
    """``writing`` is None where a message can't be made; ``cut`` is of an SMS; ``cost`` in đồng, None where unknown.

    ``told_at`` is when the real values were told, None for invented ones; ``hidden``: what is personal is masked.
    """

    template: Template
    faults: tuple[FieldFault, ...]
    writing: Writing | None = None
    cut: Segments | None = None
    cost: int | None = None
    told_at: datetime | None = None
    hidden: bool = False


def look_at(desk: WordsDesk, caller: Caller, template: Template, *, real: bool = False) -> Look:
    """What a reader would get. Parts and cost are of the true text, also where it is shown masked. Raises StoreAway."""
    faults = faults_of(template)
    if faults:
        return Look(template, faults)
    invented = sample_values(template.event, template.language, desk.house)
    example = desk.lines.example(template.event, template.language) if real else None
    if example is None:
        return _look(desk, template, invented, invented)
    hidden = not desk.access.scopes(caller.all_roles, SEE_VALUES)
    true = {**invented, **example.values}
    shown = {**invented, **(masked(example.values) if hidden else example.values)}
    return _look(desk, template, true, shown, example.told_at, hidden)


def _look(
    desk: WordsDesk, template: Template, true: Mapping[str, str], shown: Mapping[str, str],
    told_at: datetime | None = None, hidden: bool = False,
) -> Look:  # fmt: skip
    cut = segments(template.write(true).text) if template.channel is Channel.SMS else None
    cost = desk.prices.cost(template.channel, cut.count if cut else 1, desk.clock())
    return Look(template, (), template.write(shown), cut, cost, told_at, hidden)
