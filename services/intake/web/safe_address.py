"""Addresses that a reader brings along: only our own pages are led to."""

from __future__ import annotations

from urllib.parse import urlsplit


def safe_address(address: str) -> str:
    """An address of our own pages, else nothing: nobody is sent elsewhere after signing in."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not address.startswith("/") or address.startswith(("//", "/\\")):
        return ""
    return address
