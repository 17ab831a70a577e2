"""The icon of every kind of status tag; the kind is also the style's name: colour, word and icon go together."""

from __future__ import annotations

ICONS = {
    "late": "late",
    "today": "clock",
    "soon": "half",
    "in_time": "ring",
    "new": "inbox",
    "ready": "person",
    "paused": "pause",
    "done": "check",
    "you": "person",
}
