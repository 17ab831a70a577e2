"""The providers of a file: name, kind, weight, pace, and what each kind needs; secrets stand in files of their own."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.notifications.domain.provider import Provider
from services.notifications.domain.words.brandname import BRANDNAME_RULE, brandname_fault

NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")
NEEDED: Mapping[str, frozenset[str]] = {
    "sms": frozenset({"mapping", "url", "api_key_file", "secret_key_file", "callback_secret_file", "brandname"}),
    "smtp": frozenset({"host", "port", "security", "sender"}),
    "zalo": frozenset({"mapping", "url", "token_file", "app_id", "callback_secret_file", "templates_file"}),
}
OPTIONAL: Mapping[str, frozenset[str]] = {
    "sms": frozenset({"callback_url", "sandbox"}),
    "smtp": frozenset({"user_file", "password_file", "ca_file"}),
    "zalo": frozenset(),
}
# These stay files: what they hold is read by others, or changes while we run.
STAY = frozenset({"ca_file", "token_file", "templates_file"})
COMMON = frozenset({"name", "kind", "weight", "per_second"})
HEAVIEST = 1_000


class BadProviders(ValueError):
    """A file that no provider could be made of; the text names it and what is wrong."""


@dataclass(frozen=True, slots=True)
class Described:
    """A provider, its kind, and what the kind needs, secrets already read."""

    provider: Provider
    kind: str
    told: Mapping[str, Any]


def read_providers(path: Path) -> tuple[Described, ...]:
    """All of a file ``{"providers": [...]}``. Raises BadProviders."""
    try:
        rows = json.loads(path.read_text("utf-8"))["providers"]
        found = tuple(_read(row) for row in rows)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise BadProviders(f"{path}: {fault}") from None
    names = [one.provider.name for one in found]
    if not names or len(set(names)) != len(names):
        raise BadProviders(f"{path}: at least one provider, and no name twice")
    return found


def _read(row: Mapping[str, Any]) -> Described:
    name, kind = row.get("name", ""), row.get("kind", "")
    if not NAME.fullmatch(name) or kind not in NEEDED:
        raise BadProviders(f"{name!r}: a name is of small letters and digits, a kind one of {sorted(NEEDED)}")
    missing, unknown = NEEDED[kind] - row.keys(), row.keys() - NEEDED[kind] - OPTIONAL[kind] - COMMON
    if missing or unknown:
        raise BadProviders(f"{name}: missing {sorted(missing)}, unknown {sorted(unknown)}")
    weight, per_second = row.get("weight", 1), row.get("per_second", 0)
    if not (_is_number(weight) and 1 <= weight <= HEAVIEST and _is_number(per_second) and per_second >= 0):
        raise BadProviders(f"{name}: weight is 1 to {HEAVIEST}, per_second 0 or more")
    if kind == "sms" and brandname_fault(str(row["brandname"])):
        raise BadProviders(f"{name}: {BRANDNAME_RULE}")
    told = {_plain(key): _told(key, value) for key, value in row.items() if key not in COMMON}
    return Described(Provider(name, weight, per_second), kind, told)


def _plain(key: str) -> str:
    return key if key in STAY else key.removesuffix("_file")


def _told(key: str, value: Any) -> Any:
    secret = key.endswith("_file") and key not in STAY
    return Path(value).read_text("utf-8").strip() if secret else value


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
