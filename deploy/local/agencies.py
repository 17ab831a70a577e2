"""The two simulated agencies: given their place on the broker by routing, then run as strangers with a sheet."""

from __future__ import annotations

from collections.abc import Mapping

from deploy.local.home import Home
from deploy.local.steps import Step


def steps(home: Home, provisioner: Mapping[str, str], amqp_url: str) -> list[Step]:
    """One step that provisions, one process an agency."""
    return []
