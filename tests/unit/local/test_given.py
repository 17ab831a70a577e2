"""Addresses of servers: another user, database or vhost, everything else as it was."""

from __future__ import annotations

from deploy.local.given import amqp_url_as, mongo_url_as, with_database, with_vhost


def test_a_services_database_url_keeps_hosts_and_options() -> None:
    admin = "mongodb://root:secret@a:1,b:2/admin?replicaSet=rs0"
    assert (
        mongo_url_as(admin, "intake", "p@ss")
        == "mongodb://intake:p%40ss@a:1,b:2/intake?authSource=intake&replicaSet=rs0"
    )


def test_the_administrator_still_signs_in_where_it_is_known() -> None:
    assert with_database("mongodb://root:s@a:1/", "x") == "mongodb://root:s@a:1/x?authSource=admin"
    assert with_database("mongodb://root:s@a:1/own", "x") == "mongodb://root:s@a:1/x?authSource=own"
    assert with_database("mongodb://root:s@a:1/?authSource=y", "x") == "mongodb://root:s@a:1/x?authSource=y"


def test_another_user_stays_in_the_same_vhost() -> None:
    assert amqp_url_as("amqps://root:s@broker:5671/motcua", "intake", "p") == "amqps://intake:p@broker:5671/motcua"


def test_a_vhost_is_escaped() -> None:
    assert with_vhost("amqp://root:s@broker:5672/motcua", "a/b") == "amqp://root:s@broker:5672/a%2Fb"
