"""The two simulated agencies: given their place on the broker by routing, then run as strangers with a sheet."""

from __future__ import annotations

import os
from collections.abc import Mapping

from deploy.local.home import ROOT, Home
from deploy.local.process import python
from deploy.local.readiness import is_read
from deploy.local.stamps import Stamp
from deploy.local.steps import Stage, Step

# Process → the agency's key on the broker: its code in routing's seed data, without dots.
SIMULATED = {"agency-a": "H99-11-01", "agency-b": "H99-11-02"}
# How long a simulated agency works on a task; short, so that a person at the screen sees it happen.
WORK_SECONDS = "4"
# Procedures for whose dossiers an agency asks for further papers, so that a visitor sees that way as well.
SUPPLEMENT_FOR = {"agency-a": "1.013815"}


def steps(home: Home, provisioner: Mapping[str, str], amqp_url: str) -> list[Step]:
    """One step that provisions every agency, one process that does so on order, and one for each simulated agency.

    ``provisioner`` is the environment of routing with the administrator's addresses.
    """
    lasting = python("routing-provisioner", "services.routing", "provisioner", environment=provisioner)
    return [
        _provision(home, provisioner, amqp_url),
        Step("routing-provisioner", ("routing-init", "topology"), lasting, stage=Stage.WORKER),
        *(_agency(home, name, amqp_url) for name in SIMULATED),
    ]


def _provision(home: Home, provisioner: Mapping[str, str], amqp_url: str) -> Step:
    command = python(
        "agencies",
        "services.routing",
        *("agencies", "provision", "--folder", str(home.agencies)),
        environment=provisioner,
    )
    sources = (ROOT / "services" / "routing", ROOT / "shared" / "bus", home.agencies)
    stamp = Stamp(home.rabbitmq / "agencies", sources, amqp_url)
    return Step(
        "agencies",
        ("routing-init", "topology"),
        command,
        once=True,
        done_before=stamp.fresh,
        remember=stamp.renew,
    )


def _agency(home: Home, name: str, amqp_url: str) -> Step:
    key = SIMULATED[name]
    work_seconds = os.environ.get("AGENCY_WORK_SECONDS") or WORK_SECONDS
    command = python(
        name,
        "deploy.simulators.agency",
        *("--sheet", str(home.agencies / f"{key}.json"), "--work-seconds", work_seconds),
        *("--supplement-for", SUPPLEMENT_FOR.get(name, "")),
        environment={"HOME": str(home.folder), "MALLOC_ARENA_MAX": "2"},
        ready=lambda: is_read(amqp_url, f"agency.{key}.tasks"),
    )
    return Step(name, ("agencies",), command, stage=Stage.DOOR)
