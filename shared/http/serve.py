"""Runs a service's application under gunicorn: several processes with threads, draining on SIGTERM.

The application is made in each process after the fork, because a database client does not survive one; what it
imports is loaded before, so that the processes share that memory.
"""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from shared.settings import Settings


class _Server(BaseApplication):
    def __init__(self, make_app: Callable[[], Flask], options: dict[str, Any]) -> None:
        self._make_app = make_app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self._make_app()


def serve(make_app: Callable[[], Flask], settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; requests at work then have ``DRAIN_SECONDS`` to end."""
    gc.freeze()  # what is loaded by now is never collected: the collector would only unshare its memory
    _Server(make_app, gunicorn_options(settings)).run()


def gunicorn_options(settings: Settings) -> dict[str, Any]:
    """gunicorn's settings; the access log is the application's own, without addresses."""
    return {
        "bind": settings.http_bind,
        "workers": settings.http_workers,
        "worker_class": "gthread",
        "threads": settings.http_threads,
        "timeout": settings.http_timeout_seconds,
        "graceful_timeout": settings.drain_seconds,
        "keepalive": 5,
        "control_socket_disable": True,
        "accesslog": None,
        "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else tempfile.gettempdir(),  # noqa: S108
        "limit_request_line": 4094,
        "limit_request_field_size": 16_380,
        "child_exit": _child_exit,
        "logger_class": "shared.http.server_log.ServerLog",
        "proc_name": settings.http_bind,
    }


def _child_exit(_server: Any, worker: Any) -> None:
    from shared.telemetry.metrics import forget_process

    forget_process(worker.pid)
