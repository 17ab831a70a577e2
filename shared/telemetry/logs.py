"""The log: one JSON object a line on standard output, with service, role and correlation id, never personal data."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

from shared.telemetry.redaction import redact

# These are the log's own words; their values are made here and never hold what came from outside.
_OWN = frozenset({"timestamp", "level", "logger", "service", "role", "correlation_id"})


def get_logger(name: str | None = None) -> Any:
    """A logger: ``log.info("what happened", key=value, …)``. Events are fixed words, the rest goes into keys."""
    return structlog.stdlib.get_logger(name)


def configure_logging(service: str, role: str, level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send this process's log, that of the packages it uses included, to ``stream`` (standard output)."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _naming(service, role),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        redact_event,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
    )
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for chatty in ("pika", "pymongo", "urllib3", "gunicorn.access"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def redact_event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> EventDict:
    """structlog processor: hide what identifies a person, in keys, texts and tracebacks."""
    own = {name: value for name, value in event.items() if name in _OWN or name.startswith("_")}
    rest = {name: value for name, value in event.items() if name not in own}
    return {**redact(rest), **own}


def bind_request(correlation_id: str, **more: str) -> None:
    """Put these on every line of this thread from now on."""
    structlog.contextvars.bind_contextvars(correlation_id=correlation_id, **more)


def clear_request() -> None:
    """Forget what ``bind_request`` put on this thread's lines."""
    structlog.contextvars.clear_contextvars()


@contextmanager
def bound(correlation_id: str, **more: str) -> Iterator[None]:
    """Put these on every line that is written inside the block."""
    with structlog.contextvars.bound_contextvars(correlation_id=correlation_id, **more):
        yield


def _naming(service: str, role: str) -> Processor:
    def add(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> EventDict:
        return {**event, "service": service, "role": role}

    return add
