"""The outcome as a table for people and as JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Sequence

from deploy.simulators.agency_check.run import Outcome, Verdict

MARKS = {Verdict.PASSED: "✓", Verdict.FAILED: "✗", Verdict.NOT_SHOWN: "–"}
MOST_REASONS = 6


def table(outcomes: Sequence[Outcome]) -> str:
    """A line for each dossier, its reasons below it, and the sum."""
    width = max((len(one.named.name) for one in outcomes), default=0)
    lines = []
    for one in outcomes:
        named = one.named
        lines.append(f"{MARKS[one.verdict]} {named.name:<{width}}  {named.about} → {named.duty}")
        lines += [f"  {'':<{width}}    {reason}" for reason in one.reasons[:MOST_REASONS]]
        if len(one.reasons) > MOST_REASONS:
            lines.append(f"  {'':<{width}}    and {len(one.reasons) - MOST_REASONS} more")
    sums = ", ".join(f"{count} {verdict.value}" for verdict, count in _counts(outcomes).items() if count)
    return "\n".join([*lines, "", sums])


def as_json(outcomes: Sequence[Outcome]) -> str:
    """``{"passed", "failed", "not_shown", "dossiers": [{"name", "about", "duty", "verdict", "reasons"}]}``."""
    counts = {verdict.name.lower(): count for verdict, count in _counts(outcomes).items()}
    dossiers = [
        {
            "name": one.named.name,
            "about": one.named.about,
            "duty": one.named.duty,
            "verdict": one.verdict.name.lower(),
            "reasons": one.reasons,
        }
        for one in outcomes
    ]
    return json.dumps({**counts, "dossiers": dossiers}, ensure_ascii=False, indent=2) + "\n"


def is_good(outcomes: Sequence[Outcome], *, strict: bool) -> bool:
    """Nothing failed; ``strict``: and all was shown."""
    counts = _counts(outcomes)
    return not counts[Verdict.FAILED] and not (strict and counts[Verdict.NOT_SHOWN])


def _counts(outcomes: Sequence[Outcome]) -> dict[Verdict, int]:
    return {verdict: sum(one.verdict is verdict for one in outcomes) for verdict in Verdict}
