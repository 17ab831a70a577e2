"""Keeps what identifies a person, and every secret, out of the log: by a field's name and by a text's looks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

HIDDEN = "[hidden]"

# Field names whose values are never written, whatever they hold.
HIDDEN_FIELDS = frozenset(
    {
        "name",
        "full_name",
        "fullname",
        "display_name",
        "phone",
        "phone_last4",
        "email",
        "address",
        "birth_date",
        "identity_number",
        "tax_code",
        "representative",
        "applicant",
        "submitted_by",
        "officer",
        "form",
        "personal",
        "sealed",
        "password",
        "token",
        "owner_token",
        "session",
        "authorization",
        "cookie",
        "set_cookie",
        "secret",
        "body",
        "raw",
        "jws",
        "mongo_url",
        "amqp_url",
        "amqp_admin_url",
    }
)

_PATTERNS = (
    (re.compile(r"://[^\s/@:]*:[^\s/@]+@"), "://***@"),  # credentials in addresses of servers
    (re.compile(r"\beyJ[\w-]+\.[\w-]*\.[\w-]+"), HIDDEN),  # signed tokens
    (re.compile(r"\$argon2id?\$\S+"), HIDDEN),
    (re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"), HIDDEN),  # e-mail addresses
    (re.compile(r"(?<![\w.-])(?:\+84|0)(?:[ .-]?\d){9,10}(?![\w-])"), HIDDEN),  # phone numbers
    (re.compile(r"(?<![\w.-])(?:\d{9}|\d{10}(?:-\d{3})?|\d{12}|\d{13})(?![\w-])"), HIDDEN),  # card and tax numbers
    (re.compile(r"(/(?:o|verify|verifications)/)[\w-]{16,}"), rf"\1{HIDDEN}"),  # links of owners and papers
)


def redact(value: Any) -> Any:
    """A copy without anything that identifies a person: mappings and lists are walked, texts are searched."""
    if isinstance(value, Mapping):
        return {
            name: HIDDEN if _is_hidden(name) and inner is not None else redact(inner) for name, inner in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [redact(inner) for inner in value]
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, bytes | bytearray):
        return f"[{len(value)} bytes]"
    return value


def redact_text(text: str) -> str:
    """The text with addresses, numbers, tokens and credentials replaced."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def _is_hidden(name: object) -> bool:
    return isinstance(name, str) and name.lower().replace("-", "_") in HIDDEN_FIELDS
