"""Metrics for Prometheus that add up over all processes of a service.

Import this module only after ``metrics_folder.share_metrics_in`` where several processes share their values. A gauge
must say how to add up (``multiprocess_mode="livesum"`` or ``"mostrecent"``): the others keep values of dead processes.
"""

from __future__ import annotations

import os

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from shared.telemetry.metrics_folder import VARIABLE

HTTP_REQUESTS = Counter("motcua_http_requests_total", "Requests answered", ("method", "route", "status"))
HTTP_SECONDS = Histogram(
    "motcua_http_request_seconds",
    "Time until the answer was ready",
    ("route",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)


def render() -> tuple[bytes, str]:
    """All values of this service's processes as text, and its content type."""
    if VARIABLE not in os.environ:
        return generate_latest(REGISTRY), CONTENT_TYPE_LATEST
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry), CONTENT_TYPE_LATEST


def forget_process(process: int) -> None:
    """Drop the gauges of a process that has ended; its counters stay, or totals would fall."""
    if VARIABLE in os.environ:
        mark_process_dead(process)  # type: ignore[no-untyped-call]
