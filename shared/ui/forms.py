"""A form as it goes back to a reader: what was typed, what is wrong with it, the summary that leads to each field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Form:
    """``labels`` names every field in the order of the page; ``errors`` maps a field to what is wrong with it."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    summary: str = ""

    @property
    def error_list(self) -> list[dict[str, str]]:
        """The summary's lines, in the order of the page, each with its field's name and a link to it."""
        order = {name: place for place, name in enumerate(self.labels)}
        lines = []
        for name, text in sorted(self.errors.items(), key=lambda one: order.get(one[0], len(order))):
            label = self.labels.get(name)
            told = f"{label}: {text[:1].lower()}{text[1:]}" if label else text
            lines.append({"text": told, "href": f"#{name}"} if label else {"text": told})
        return lines


EMPTY = Form()
