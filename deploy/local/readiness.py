"""How the stack sees that a process serves."""

from __future__ import annotations

import urllib.error
import urllib.request

import pika
import pika.exceptions

from deploy.local.ports import LOOPBACK


def answers(port: int, path: str = "/readyz") -> bool:
    """Whether an HTTP request for the path is answered with success."""
    try:
        with urllib.request.urlopen(f"http://{LOOPBACK}:{port}{path}", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def is_read(amqp_url: str, queue: str) -> bool:
    """Whether somebody consumes the queue."""
    try:
        with pika.BlockingConnection(pika.URLParameters(amqp_url)) as connection:
            return bool(connection.channel().queue_declare(queue, passive=True).method.consumer_count)
    except (pika.exceptions.AMQPError, OSError):
        return False
