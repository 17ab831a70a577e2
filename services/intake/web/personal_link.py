"""The personal link of a dossier, as an address and as a QR code for paper: it opens everything about it."""

from __future__ import annotations

import segno
from markupsafe import Markup

PATH = "/tracking/o/"


def personal_link(public_url: str, owner_token: str) -> str:
    """The whole address, as it stands in the QR code. The proxy in front writes no token into its log."""
    return f"{public_url.rstrip('/')}{PATH}{owner_token}"


def qr_code(address: str, label: str) -> Markup:
    """The drawing, as SVG without styles; ``label`` is read out in its place."""
    drawing = segno.make(address, error="m").svg_inline(
        border=2, dark="#22201c", light="#fff", omitsize=True, svgclass="qr-code", lineclass=None, title=label
    )
    return Markup(drawing.replace("<svg ", '<svg role="img" ', 1))  # noqa: S704 - our own address, escaped by segno
