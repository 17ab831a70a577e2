"""The servers hold what every other test builds on, private ones and those in containers alike."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pika
import pytest
import requests
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import OperationFailure, PyMongoError

from deploy.local.mongodb import MongoServer, make_users
from deploy.local.ports import free_ports
from tests.support.stack import Broker, Mongo, Vhost
from tests.support.waiting import wait_until


def test_the_database_takes_transactions_and_change_streams(database: Database[dict[str, Any]]) -> None:
    with database.client.start_session() as session, session.start_transaction():
        database.things.insert_one({"_id": 1}, session=session)
    with database.things.watch() as changes:
        database.things.insert_one({"_id": 2})
        assert changes.next()["documentKey"] == {"_id": 2}


def test_a_service_user_cannot_read_another_services_database(mongo: Mongo, database: Database[dict[str, Any]]) -> None:
    name, other = f"{database.name}_own", f"{database.name}_other"
    make_users(mongo.admin_url, {name: "password"})
    own = mongo.url(name).replace("authSource=admin", f"authSource={name}")
    with MongoClient[dict[str, Any]](own, username=name, password="password") as client:
        client[name].things.insert_one({"_id": 1})
        with pytest.raises(OperationFailure, match="not authorized"):
            client[other].things.find_one()
    database.client[name].command("dropUser", name)
    database.client.drop_database(name)


@pytest.mark.only_on("local", reason="a container keeps its port")
def test_the_database_keeps_its_data_when_its_port_changes(tmp_path: Path) -> None:
    first, second = free_ports(2)
    for port in (first, second):
        server = MongoServer(tmp_path, port)
        server.start()
        try:
            with MongoClient[dict[str, Any]](server.admin_url) as client:
                client.kept.things.update_one({"_id": 1}, {"$inc": {"starts": 1}}, upsert=True)
                kept = client.kept.things.find_one()
        finally:
            server.stop()
    assert kept == {"_id": 1, "starts": 2}


def test_a_stranger_cannot_read_the_database(mongo: Mongo) -> None:
    host = mongo.admin_url.split("@")[1].split("/")[0]
    with MongoClient[dict[str, Any]](f"mongodb://{host}/") as client, pytest.raises(OperationFailure):
        client.admin.command("listDatabases")


def test_a_quorum_queue_keeps_a_confirmed_message(vhost: Vhost) -> None:
    with pika.BlockingConnection(pika.URLParameters(vhost.admin_url)) as connection:
        channel = connection.channel()
        channel.queue_declare("kept", durable=True, arguments={"x-queue-type": "quorum"})
        channel.confirm_delivery()
        channel.basic_publish("", "kept", b"body", mandatory=True)
        assert channel.basic_get("kept", auto_ack=True)[2] == b"body"


def test_a_user_may_do_only_what_it_was_given(vhost: Vhost) -> None:
    url = vhost.user("reader", read="^mine$")
    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        channel = connection.channel()
        with pytest.raises(pika.exceptions.ChannelClosedByBroker, match="ACCESS_REFUSED"):
            channel.queue_declare("mine")


def test_what_was_acknowledged_outlives_a_power_cut(
    mongo: Mongo, database: Database[dict[str, Any]], broker: Broker, vhost: Vhost
) -> None:
    database.things.insert_one({"_id": 1})
    with pika.BlockingConnection(pika.URLParameters(vhost.admin_url)) as connection:
        channel = connection.channel()
        channel.queue_declare("kept", durable=True, arguments={"x-queue-type": "quorum"})
        channel.confirm_delivery()
        channel.basic_publish("", "kept", b"body", mandatory=True)
    for server in (mongo, broker):
        server.kill()
        server.start()
    wait_until(lambda: _found(database), timeout=20)
    with pika.BlockingConnection(pika.URLParameters(vhost.admin_url)) as connection:
        channel = connection.channel()
        wait_until(lambda: channel.basic_get("kept", auto_ack=True)[2] == b"body", timeout=20)


def _found(database: Database[dict[str, Any]]) -> bool:
    with suppress(PyMongoError):
        return database.things.find_one() == {"_id": 1}
    return False


def test_there_is_no_user_guest(vhost: Vhost) -> None:
    host = vhost.management_url.split("@")[1]
    assert requests.get(f"http://guest:guest@{host}/api/whoami", timeout=10).status_code == 401
