"""``verify-exchange``: the proof of the exchange with agencies, for operators and auditors at a terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime

from services.routing.app import build
from services.routing.commands import guarded, moment
from services.routing.composition.exchange import make_verifier
from services.routing.domain.agency import agency_key
from services.routing.use_cases.verify_exchange import Proof, Verifier
from shared.settings import Settings


class NotProven(ValueError):
    """Something is wrong with the exchange; the lines before say what."""


def run_verify_exchange(settings: Settings, arguments: Sequence[str]) -> int:
    """``verify-exchange [--agency CODE] [--from TIME] [--until TIME]``: 0 where all is proved, 1 where it is not."""
    parser = argparse.ArgumentParser(prog="python -m services.routing verify-exchange")
    parser.add_argument("--agency", metavar="CODE", help="one agency only")
    parser.add_argument("--from", dest="since", type=moment, metavar="TIME")
    parser.add_argument("--until", type=moment, metavar="TIME")
    options = parser.parse_args(arguments)
    return guarded(
        "verify-exchange",
        lambda: verify(make_verifier(build(settings)), options.agency, options.since, options.until),
    )


def verify(verifier: Verifier, agency: str | None, since: datetime | None, until: datetime | None) -> None:
    """One line an agency and one for each fault. Raises NotProven, BadAgency, StoreAway."""
    keys = [agency_key(agency)] if agency else verifier.exchange.keys()
    faults = 0
    for key in keys:
        proof = verifier.prove(key, since, until)
        faults += len(proof.faults)
        sys.stdout.write(f"{key}: {_summary(proof)}\n")
        sys.stdout.writelines(f"{key}: {fault}\n" for fault in proof.faults)
    if faults:
        raise NotProven(f"{faults} faults")
    sys.stdout.write(f"{len(keys)} agencies: complete, in order, unchanged, signed\n")


def _summary(proof: Proof) -> str:
    span = f"entries {proof.first} to {proof.last}, " if proof.last else ""
    state = f"{len(proof.faults)} faults" if proof.faults else "proved"
    return f"{span}{proof.letters} letters, {proof.replies} replies, {proof.refused} refused: {state}"
