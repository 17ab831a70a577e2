"""Sums of money as people read them."""

from __future__ import annotations


def money(amount: int, language: str) -> str:
    """``1.500.000 đồng``; in English the thousands are parted by commas."""
    text = f"{amount:,}"
    return f"{text} đồng" if language == "en" else f"{text.replace(',', '.')} đồng"
