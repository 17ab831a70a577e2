"""How well the counts of two services agree, for whoever is to be woken when they don't."""

from __future__ import annotations

from prometheus_client import Gauge

DIFFERENCES = Gauge(
    "motcua_balance_differences",
    "Subjects of which two services know different things, unexplained",
    multiprocess_mode="livemostrecent",
)
ON_THE_WAY = Gauge(
    "motcua_balance_on_the_way",
    "Subjects of which two services know different things as a message is on its way",
    multiprocess_mode="livemostrecent",
)
