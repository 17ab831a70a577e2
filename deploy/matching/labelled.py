"""The labelled set: made once by its seeds and kept in the repository; half of it the weights never saw."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

from deploy.matching.case import Case
from deploy.matching.cases import SHARES, Maker
from deploy.matching.registry import Made, Registry

FOLDER = Path(__file__).parent / "labelled"
PROCEDURES = Path(__file__).parents[2] / "services" / "intake" / "data" / "procedures.json"
# The weights were chosen by looking at the first alone; the second says what they are worth.
SEEDS = {"tuning": 20_261_101, "held_out": 20_261_102}
HUNDREDS = {"tuning": 4, "held_out": 6}
FILLER_SEED, REGISTRY_SIZE = 20_261_103, 10_000


@dataclass(frozen=True, slots=True)
class Labelled:
    """``dossiers`` are those that cases are about and their decoys; ``all_of`` fills them up to ten thousand."""

    cases: Mapping[str, Sequence[Case]]
    dossiers: Sequence[Made]
    procedures: Mapping[str, str]

    def all_dossiers(self) -> list[Made]:
        """With those of people whom no case is about, the same each time."""
        registry = Registry(Random(FILLER_SEED), self.procedures)
        for one in self.dossiers:
            stamp, number = one.code.split("-")[1:]
            registry.taken[stamp] = max(registry.taken[stamp], int(number))
        return [*self.dossiers, *registry.fill(REGISTRY_SIZE - len(self.dossiers))]


def procedures() -> dict[str, str]:
    """The catalogue's codes and names: what the set was made with is kept with it."""
    return {one["code"]: one["name"]["vi"] for one in json.loads(PROCEDURES.read_text("utf-8"))}


def make() -> Labelled:
    """The set anew, by its seeds."""
    names = procedures()
    registry = Registry(Random(SEEDS["tuning"]), names)
    cases: dict[str, list[Case]] = {}
    made: list[Made] = []
    for part, seed in SEEDS.items():
        random = Random(seed)
        registry.random = random
        maker = Maker(random, registry)
        kinds = [kind for kind, share in SHARES.items() for _ in range(share * HUNDREDS[part])]
        random.shuffle(kinds)
        cases[part] = [maker.case(kind) for kind in kinds]
        made += maker.made
    return Labelled(cases, made, names)


def write(labelled: Labelled) -> None:
    """One case and one dossier a line, so that a change can be read."""
    FOLDER.mkdir(exist_ok=True)
    for part, cases in labelled.cases.items():
        _write(FOLDER / f"{part}.jsonl", [asdict(one) for one in cases])
    _write(FOLDER / "dossiers.jsonl", [asdict(one) for one in labelled.dossiers])
    (FOLDER / "procedures.json").write_text(
        json.dumps(labelled.procedures, ensure_ascii=False, indent=1) + "\n", "utf-8"
    )


def read() -> Labelled:
    """The set as it is kept."""
    cases = {
        part: [Case(**{**one, "person": tuple(one["person"])}) for one in _read(FOLDER / f"{part}.jsonl")]
        for part in SEEDS
    }
    dossiers = [Made(**one) for one in _read(FOLDER / "dossiers.jsonl")]
    return Labelled(cases, dossiers, json.loads((FOLDER / "procedures.json").read_text("utf-8")))


def _write(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows), "utf-8")


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
