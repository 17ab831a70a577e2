"""Servers that somebody else runs, named by MONGO_URL, or by AMQP_URL and RABBITMQ_MANAGEMENT_URL."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit


def mongo_url_as(admin_url: str, user: str, password: str) -> str:
    """The URL by which a service's user signs in to its own database of the same name."""
    parts = urlsplit(with_database(admin_url, user))
    query = urlencode({**dict(parse_qsl(parts.query)), "authSource": user})
    return urlunsplit(parts._replace(netloc=_netloc(parts.netloc, user, password), query=query))


def with_database(admin_url: str, database: str) -> str:
    """The administrator's URL with another default database."""
    parts = urlsplit(admin_url)
    query = {"authSource": parts.path.strip("/") or "admin", **dict(parse_qsl(parts.query))}
    return urlunsplit(parts._replace(path=f"/{database}", query=urlencode(query)))


def amqp_url_as(admin_url: str, user: str, password: str) -> str:
    """The same vhost, signed in as another user."""
    parts = urlsplit(admin_url)
    return urlunsplit(parts._replace(netloc=_netloc(parts.netloc, user, password)))


def with_vhost(amqp_url: str, vhost: str) -> str:
    """The same user in another vhost."""
    return urlunsplit(urlsplit(amqp_url)._replace(path=f"/{quote(vhost, safe='')}"))


def _netloc(netloc: str, user: str, password: str) -> str:
    return f"{quote(user, safe='')}:{quote(password, safe='')}@{netloc.rpartition('@')[2]}"
