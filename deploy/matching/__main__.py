"""``make matching``: what the matching is worth on the labelled set, printed and written to build/matching.json.

``python -m deploy.matching [write|misses]``: ``write`` makes the labelled set anew by its seeds, ``misses`` shows what
went wrong in its tuning half. Where a private MongoDB can be started, ten thousand open dossiers are
kept there and the time of an answer is measured as well; it is printed and never a reason to fail.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from deploy.matching import labelled
from deploy.matching.in_memory import InMemory
from deploy.matching.measure import Count, measure
from deploy.matching.registry import known
from deploy.matching.timing import answers_in
from services.hotline.gateways.matching_file import read_weights

ROOT = Path(__file__).parents[2]
WEIGHTS = ROOT / "services" / "hotline" / "data" / "matching.json"
TOLD = ROOT / "build" / "matching.json"
PRECISION, RECALL = 0.98, 0.90


def main(words: list[str]) -> int:
    """What is promised decides how it ends: 1 where the held-out half does not reach it."""
    if words == ["write"]:
        labelled.write(labelled.make())
        return 0
    kept = labelled.read()
    dossiers = [known(one, kept.procedures) for one in kept.all_dossiers()]
    finder = InMemory(dossiers, kept.procedures, read_weights(WEIGHTS)[-1])
    counts = {part: measure(cases, finder.find) for part, cases in kept.cases.items()}
    if words == ["misses"]:
        _tell_misses(counts["tuning"])
        return 0
    held_out = counts["held_out"]
    told = {
        **held_out.told(),
        "dossiers": len(dossiers),
        "tuning": counts["tuning"].told(),
        "answer_ms": answers_in(dossiers, kept.cases["held_out"]),
    }
    TOLD.parent.mkdir(exist_ok=True)
    TOLD.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8")
    _tell(held_out, told)
    return 0 if held_out.precision >= PRECISION and held_out.recall >= RECALL and not held_out.wrong_first else 1


def _tell(count: Count, told: dict[str, object]) -> None:
    print(f"{'kind of telling':28}{'right':>7}{'not sure':>10}{'wrong':>7}")
    for kind, verdicts in sorted(count.by_kind.items()):
        print(f"{kind:28}{verdicts['right']:7}{verdicts['not sure']:10}{verdicts['wrong']:7}")
    print(
        f"\n{count.cases} cases that the weights never saw, {count.answerable} of them answerable: precision "
        f"{count.precision:.4f}, recall {count.recall:.4f}, another person's dossier first without a warning: "
        f"{count.wrong_first}\nan answer among {told['dossiers']} open dossiers: {told['answer_ms']}\n{TOLD}"
    )


def _tell_misses(count: Count) -> None:
    for case, matches in count.misses:
        print(f"--- {case.kind}: {case.dossier} | {case.name} | {case.phone} | {case.code} | {case.text}")
        for one in matches[:2]:
            reasons = ", ".join(f"{reason.value} {points:+}" for reason, points in one.score.reasons)
            warnings = ", ".join(warning.value for warning in one.warnings)
            print(f"      {one.code} {one.score.profile.name}: {one.score.raw} ({reasons}) {warnings}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
