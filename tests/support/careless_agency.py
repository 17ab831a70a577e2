"""An agency's program as it should not be: it settles before it has worked, believes every letter, forgets recalls, and
says everything under a new id. ``python -m tests.support.careless_agency SHEET``"""

from __future__ import annotations

import json
import sys
import uuid
from pathlib import Path
from typing import Any

import pika

from deploy.simulators.agency.messages import (
    ASSIGNED,
    DUE_CHANGED,
    RECALLED,
    RESUMED,
    Task,
    acknowledgement,
    decision,
    read_task,
    supplement_request,
)
from deploy.simulators.agency.sheet import Sheet, read_sheet
from deploy.simulators.agency.signing import sign

WORK_SECONDS = 0.05


def serve(sheet: Sheet) -> None:
    """Until something goes wrong."""
    connection = pika.BlockingConnection(pika.URLParameters(sheet.amqp_url))
    channel = connection.channel()

    def take(_channel: Any, _method: Any, _properties: Any, body: bytes) -> None:
        kind = json.loads(body)["type"]
        if kind in (RECALLED, DUE_CHANGED):
            return
        if kind not in (ASSIGNED, RESUMED):
            raise SystemExit(f"what is {kind}?")
        task = read_task(body)
        if not task.resumed:
            say(acknowledgement(sheet.key, task, "Tổ 1").body)
        connection.call_later(WORK_SECONDS, lambda: work(task, json.loads(body)))

    def work(task: Task, letter: Any) -> None:
        if letter["data"].get("components") == []:
            say(supplement_request(sheet.key, task).body)
        else:
            say(decision(sheet.key, task, denied=False).body)

    def say(body: bytes) -> None:
        event = json.loads(body) | {"id": str(uuid.uuid4())}
        signed = json.dumps(event).encode()
        headers = {"jws": sign(signed, sheet.private_key, sheet.private_key_id)}
        properties = pika.BasicProperties(
            content_type="application/cloudevents+json", delivery_mode=2, headers=headers, user_id=sheet.user
        )
        channel.basic_publish(sheet.replies_exchange, f"{sheet.key}.{event['type']}", signed, properties)

    channel.basic_consume(sheet.queue, take, auto_ack=True)
    channel.start_consuming()


if __name__ == "__main__":
    serve(read_sheet(Path(sys.argv[1])))
