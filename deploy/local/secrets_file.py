"""Passwords of the local stack: made once, kept in a file that only its owner reads."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path


def password() -> str:
    """A random password that needs no escaping in a URL."""
    return secrets.token_hex(16)


def write_private(path: Path, text: str) -> None:
    """Write a file that nobody else may read, from its first moment on, in one step."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def kept_passwords(path: Path, names: tuple[str, ...]) -> dict[str, str]:
    """The passwords of these names: read from the file, and made (and kept) where they are not there yet."""
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    lacking = [name for name in names if name not in kept]
    if lacking:
        kept |= {name: password() for name in lacking}
        write_private(path, json.dumps(kept, indent=2) + "\n")
    return kept
