"""What a service's worker does, counted: the bus calls these, and ``/metrics`` of the api shows them."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

from shared.bus.hooks import Hooks

PUBLISHED = Counter("motcua_events_published_total", "Events that the broker confirmed")
RETURNED = Counter("motcua_events_returned_total", "Events that reached no queue or were refused")
HANDLED = Counter("motcua_events_handled_total", "Events taken in for good")
REPEATED = Counter("motcua_events_repeated_total", "Deliveries of events that had been received before")
DEFERRED = Counter("motcua_events_deferred_total", "Events whose handler failed and that are tried again later")
PARKED = Counter("motcua_events_parked_total", "Messages that wait for a person")
LAG = Histogram(
    "motcua_event_lag_seconds",
    "From the event to its effect here",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600, 3600, 86400),
)


def counting_hooks() -> Hooks:
    """Hooks of the bus that count."""
    return Hooks(
        published=PUBLISHED.inc,
        returned=RETURNED.inc,
        handled=HANDLED.inc,
        repeated=REPEATED.inc,
        deferred=DEFERRED.inc,
        parked=PARKED.inc,
        lag=LAG.observe,
    )
