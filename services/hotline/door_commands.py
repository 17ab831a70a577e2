"""``verify-audit``: the proof of the looks, for operators and auditors at a terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from services.hotline.app import build
from services.hotline.domain.doors.chain import Head
from services.hotline.use_cases.doors.verify_looks import Proof, prove
from shared.settings import Settings
from shared.store.change import StoreAway


def run_verify_audit(settings: Settings, arguments: Sequence[str]) -> int:
    """``verify-audit [--noted NUMBER:LINK]``: 0 where all is proved, 1 where it is not, 2 where none was tried."""
    parser = argparse.ArgumentParser(prog="python -m services.hotline verify-audit")
    parser.add_argument("--noted", type=read_head, metavar="NUMBER:LINK", help="a head that was written down before")
    options = parser.parse_args(arguments)
    parts = build(settings)
    try:
        proof = prove(parts.doors.looks, parts.clock(), options.noted)
    except StoreAway as problem:
        sys.stderr.write(f"verify-audit: {problem}\n")
        return 2
    sys.stdout.write("".join(f"{line}\n" for line in lines_of(proof)))
    return 0 if proof.proved else 1


def read_head(text: str) -> Head:
    """``NUMBER:LINK`` as the command prints it. Raises ValueError."""
    number, _, link = text.partition(":")
    return Head(int(number), link)


def lines_of(proof: Proof) -> list[str]:
    """What is printed: one line for each fault, then the sum."""
    faults = [f"number {one.number}: {one.flaw.words.en}" for one in proof.faults]
    state = f"{len(faults)} faults" if faults else "complete, in order, unchanged"
    return [
        *faults,
        f"{proof.looks} looks, {proof.waiting} not in the chain yet: {state}",
        f"head to note elsewhere: {proof.head.number}:{proof.head.link}",
    ]
