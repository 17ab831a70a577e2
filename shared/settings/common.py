"""The settings that every service shares; a service's table is these plus its own."""

from __future__ import annotations

from pathlib import Path

from shared.settings.table import Setting

COMMON: tuple[Setting, ...] = (
    Setting("MONGO_URL", str, meaning="this service's database, with its user and the database's name", secret=True),
    Setting(
        "MONGO_TIMEOUT_MS",
        int,
        10_000,
        "time limit of one use of the database; below HTTP_TIMEOUT_SECONDS",
        minimum=100,
    ),
    Setting("AMQP_URL", str, meaning="the broker, with this service's user and the virtual host", secret=True),
    Setting("SECRETS_DIR", Path, meaning="folder with this service's key files"),
    Setting("PUBLIC_URL", str, "http://localhost:8080", "the address that people type; links and cookies follow it"),
    Setting("HTTP_BIND", str, "127.0.0.1:8000", "address and port on which the api role listens"),
    Setting("HTTP_WORKERS", int, 2, "processes of the api role", minimum=1),
    Setting("HTTP_THREADS", int, 4, "threads of each process of the api role", minimum=1),
    Setting(
        "HTTP_TIMEOUT_SECONDS", int, 30, "a process of the api role that is silent for longer is replaced", minimum=2
    ),
    Setting("HTTP_MAX_BODY_BYTES", int, 1_048_576, "a larger request is answered with 413", minimum=1024),
    Setting("TRUSTED_PROXIES", int, 1, "how many proxies in front may say who the client is", minimum=0),
    Setting("CONSUMER_BATCH", int, 50, "events handled in one transaction; 1 = one by one", minimum=1),
    Setting("DRAIN_SECONDS", int, 20, "time that a process has to finish its work after SIGTERM", minimum=1),
    Setting(
        "LOG_LEVEL",
        str,
        "INFO",
        "from which level on the log is written",
        choices=("DEBUG", "INFO", "WARNING", "ERROR"),
    ),
    Setting("HEALTH_FILE", str, "", "file in which a worker tells how its parts are; empty = it tells nobody"),
    Setting("METRICS_DIR", str, "", "folder in which processes share their metrics; empty = each keeps its own"),
)
