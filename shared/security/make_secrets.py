"""Writes the key files of every service: each gets only what it may have, and nothing is ever overwritten."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shared.security.keys import KeyRing, new_signing_key, public_json, read_json, read_signing_key

PUBLIC_FOLDER = "public"  # what the outside world verifies with


def make_secrets(root: Path, services: Sequence[str], signers: Mapping[str, str]) -> list[Path]:
    """Fill ``root``; returns the files written. ``signers``: name of a signing key → the service that holds it.

    Per service: ``store.json`` (its own), ``bus.json`` (the same for all), ``<name>.public.json`` of every signing key;
    ``<name>.private.json`` only for its holder. Folders 0700, files 0600. Raises OSError and BadKeyFile.
    """
    written: list[Path] = []

    def write(path: Path, content: dict[str, Any]) -> None:
        if _write_once(path, content):
            written.append(path)

    for service in services:
        write(root / service / "store.json", KeyRing.generate(with_index=True).as_json())
    existing = [root / service / "bus.json" for service in services if (root / service / "bus.json").exists()]
    bus = read_json(existing[0]) if existing else KeyRing.generate().as_json()
    for service in services:
        write(root / service / "bus.json", bus)
    for name, holder in signers.items():
        private = root / holder / f"{name}.private.json"
        write(private, dict(new_signing_key().as_dict(private=True)))
        public = public_json([read_signing_key(private)])
        for folder in (*services, PUBLIC_FOLDER):
            write(root / folder / f"{name}.public.json", public)
    return written


def _write_once(path: Path, content: dict[str, Any]) -> bool:
    """Write a file that does not exist yet, complete or not at all; False where it exists."""
    if path.exists():
        return False
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_suffix(f".{os.getpid()}.half")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(half, path)  # unlike a rename, this never replaces what somebody else has just written
    except FileExistsError:
        return False
    finally:
        half.unlink()
    return True
