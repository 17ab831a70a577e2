"""A setting, the table of them, and how a table and an environment become one frozen value."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

FILE = "_FILE"  # MONGO_URL_FILE names the file in which the secret MONGO_URL stands


class _Required(Enum):
    REQUIRED = "required"


REQUIRED = _Required.REQUIRED


class InvalidSetting(Exception):
    """A variable is missing or can't be read; the message is one line that names it and never shows a secret."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable of the environment. ``kind`` is str, int, float, bool or Path; without ``default`` it is required.

    ``minimum`` bounds numbers; ``choices`` lists the only values allowed; ``secret`` keeps the value out of every
    message and table, and lets it be given in a file that ``<name>_FILE`` names.
    """

    name: str
    kind: type[Any] = str
    default: Any = REQUIRED
    meaning: str = ""
    secret: bool = False
    minimum: float | None = None
    choices: tuple[str, ...] = ()

    @property
    def attribute(self) -> str:
        """The name under which the loaded value stands: lower case."""
        return self.name.lower()


class Settings:
    """The values of a table, by lower-case attribute; frozen, and silent about secrets when printed."""

    def __init__(self, table: Sequence[Setting], values: Mapping[str, Any]) -> None:
        object.__setattr__(self, "_values", dict(values))
        object.__setattr__(self, "_secret", frozenset(one.attribute for one in table if one.secret))

    def __getattr__(self, name: str) -> Any:
        values: dict[str, Any] = object.__getattribute__(self, "_values")
        if name in values:
            return values[name]
        raise AttributeError(f"there is no setting {name.upper()} in this service's table")

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("settings are read once and never changed")

    def replaced(self, **values: Any) -> Settings:
        """A copy with other values, for tests and for one process of a role that needs another value."""
        unknown = set(values) - set(self._values)
        if unknown:
            raise AttributeError(f"there is no setting {', '.join(sorted(unknown)).upper()} in this service's table")
        copy = Settings((), {**self._values, **values})
        object.__setattr__(copy, "_secret", self._secret)
        return copy

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{name}={'***' if name in self._secret else repr(value)}" for name, value in sorted(self._values.items())
        )
        return f"Settings({shown})"


def _bool(text: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if text.lower() not in known:
        raise ValueError
    return known[text.lower()]


_READERS: Mapping[type[Any], tuple[Callable[[str], Any], str]] = {
    str: (str, "a text"),
    int: (int, "a whole number"),
    float: (float, "a number"),
    bool: (_bool, "yes or no"),
    Path: (Path, "a path"),
}


def _value(setting: Setting, environ: Mapping[str, str]) -> Any:
    text = environ.get(setting.name, "").strip() or _from_file(setting, environ)
    if not text:  # an empty variable is how compose files spell "not given"
        if setting.default is REQUIRED:
            raise InvalidSetting(f"{setting.name} is missing: {setting.meaning or 'it has no default'}")
        return setting.default
    shown = "its value" if setting.secret else repr(text)
    convert, wanted = _READERS[setting.kind]
    try:
        value = convert(text)
    except ValueError:
        raise InvalidSetting(f"{setting.name} must be {wanted}: {shown} is not") from None
    if setting.minimum is not None and value < setting.minimum:
        raise InvalidSetting(f"{setting.name} must be at least {setting.minimum:g}: {shown} is less")
    if setting.choices and value not in setting.choices:
        raise InvalidSetting(f"{setting.name} must be one of {', '.join(setting.choices)}: {shown} is not")
    return value


def _from_file(setting: Setting, environ: Mapping[str, str]) -> str:
    named = environ.get(setting.name + FILE, "").strip() if setting.secret else ""
    if not named:
        return ""
    try:
        text = Path(named).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        reason = getattr(problem, "strerror", None) or "not a text"
        raise InvalidSetting(f"{setting.name}{FILE} names {named}, which can't be read: {reason}") from None
    if not text and setting.default is REQUIRED:
        raise InvalidSetting(f"{setting.name}{FILE} names {named}, which is empty")
    return text


def read(table: Sequence[Setting], environ: Mapping[str, str]) -> Settings:
    """The table's values. Raises InvalidSetting at the first variable that is missing or can't be read."""
    return Settings(table, {setting.attribute: _value(setting, environ) for setting in table})


def load(table: Sequence[Setting], environ: Mapping[str, str]) -> Settings:
    """The table's values; where one is missing or wrong the process says so in one line and ends with status 2."""
    try:
        return read(table, environ)
    except InvalidSetting as problem:
        sys.stderr.write(f"setting: {problem}\n")
        raise SystemExit(2) from None


def with_defaults(table: Sequence[Setting], **defaults: Any) -> tuple[Setting, ...]:
    """The table with other defaults for some settings, by upper-case name."""
    unknown = set(defaults) - {one.name for one in table}
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    return tuple(replace(one, default=defaults[one.name]) if one.name in defaults else one for one in table)


def markdown(table: Sequence[Setting]) -> str:
    """The table as it stands in a service's README: variable, type, default, meaning."""
    lines = ["| variable | type | default | meaning |", "|---|---|---|---|"]
    for one in table:
        default = "required" if one.default is REQUIRED else f"`{one.default}`" if one.default != "" else "empty"
        meaning = one.meaning + (f" ({', '.join(one.choices)})" if one.choices else "")
        secret = " · secret" if one.secret else ""
        lines.append(f"| `{one.name}` | {one.kind.__name__}{secret} | {default} | {meaning} |")
    return "\n".join(lines) + "\n"
