"""Connection sheets: the two files that an agency is given, and nothing else of ours."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

from joserfc.jwk import OKPKey

from services.routing.domain.agency import Agency, Delivery
from shared.bus import topology
from shared.security.keys import new_signing_key, public_json, read_json, read_signing_key


@dataclass(frozen=True, slots=True)
class Credentials:
    """What one agency signs in and signs with."""

    password: str = field(repr=False)
    signing_key: OKPKey = field(repr=False)

    @property
    def public_key(self) -> Mapping[str, Any]:
        """The half that routing keeps."""
        key: Mapping[str, Any] = public_json([self.signing_key])["keys"][0]
        return key


class SheetFolder:
    """A folder with ``<key>.json`` (the sheet) and ``<key>.private.json`` (the agency's signing key), both 0600."""

    def __init__(self, folder: Path, amqp_url: str, centre_public_keys: Mapping[str, Any]) -> None:
        """``amqp_url`` says how agencies reach the broker; a name and password in it are left out."""
        self._folder = folder
        self._broker = urlsplit(amqp_url)
        self._centre_public_keys = centre_public_keys

    def credentials(self, agency: Agency) -> Credentials:
        """Those of the sheet that is there already, else new ones. Raises BadKeyFile."""
        sheet, key = self._paths(agency)
        if not (sheet.exists() and key.exists()):
            return Credentials(secrets.token_urlsafe(24), new_signing_key())
        return Credentials(read_json(sheet)["amqp"]["password"], read_signing_key(key))

    def write(self, agency: Agency, credentials: Credentials) -> Path:
        """Both files; the sheet's path. Raises OSError."""
        sheet, key = self._paths(agency)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(key, credentials.signing_key.as_dict(private=True))
        place = queue_place(self._broker, agency.id, credentials.password)
        content = {"agency": named(agency), "amqp": place, "private_key_file": key.name}
        _write(sheet, {**content, "centre_public_keys": dict(self._centre_public_keys)})
        return sheet

    def _paths(self, agency: Agency) -> tuple[Path, Path]:
        return self._folder / f"{agency.id}.json", self._folder / f"{agency.id}.private.json"


class SheetOfCentre:
    """Implements ``use_cases.connection_ports.SheetMaker``: the sheet that is shown once, in one piece."""

    def __init__(self, amqp_url: str, public_url: str, centre_public_keys: Mapping[str, Any]) -> None:
        """``amqp_url`` and ``public_url`` say how agencies reach the broker and this service."""
        self._broker = urlsplit(amqp_url)
        self._replies = f"{public_url.rstrip('/')}/api/routing/v1/agencies"
        self._centre_public_keys = centre_public_keys

    def sheet(
        self, agency: Agency, password: str | None, key_id: str | None, private_key: Mapping[str, Any] | None
    ) -> Mapping[str, Any]:
        """``amqp`` or ``webhook``; ``private_key`` is left out where the agency has it already."""
        content: dict[str, Any] = {"agency": named(agency)}
        if agency.delivery is Delivery.WEBHOOK:
            content["webhook"] = {"url": agency.webhook_url, "replies_url": f"{self._replies}/{agency.id}/replies"}
        else:
            content["amqp"] = queue_place(self._broker, agency.id, password)
        if key_id is not None:
            content["key_id"] = key_id
        if private_key is not None:
            content["private_key"] = dict(private_key)
        return {**content, "centre_public_keys": dict(self._centre_public_keys)}


def named(agency: Agency) -> dict[str, str]:
    """Who the sheet is for."""
    return {"code": agency.code, "key": agency.id, "name": agency.name, "name_en": agency.name_en}


def queue_place(broker: SplitResult, key: str, password: str | None) -> dict[str, Any]:
    """The agency's place on the broker; a password that is as before is left out."""
    user = topology.agency_user(key)
    host = f"{broker.hostname}:{broker.port}" if broker.port else broker.hostname
    secret = "" if password is None else f":{quote(password, safe='')}"
    return {
        "url": f"{broker.scheme}://{quote(user, safe='')}{secret}@{host}{broker.path}",
        "user": user,
        **({} if password is None else {"password": password}),
        "queue": topology.agency_queue(key),
        "replies_exchange": topology.agency_replies_exchange(),
        "replies_routing_key": f"{key}.<type>",
    }


def _write(path: Path, content: Mapping[str, Any]) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=2)
        file.write("\n")
    draft.replace(path)
