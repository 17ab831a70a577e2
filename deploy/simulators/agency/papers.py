"""Papers at the agency: fetches those of a task by their links, and draws the paper that it issues."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import unicodedata
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

SECONDS = 10
MOST_READ = 20
LARGEST = 50 * 1024 * 1024
log = logging.getLogger("agency")


def fetch(papers: Sequence[Mapping[str, Any]]) -> int:
    """Read the task's papers, each held against its sum; how many were whole. What cannot be had is only logged."""
    whole = 0
    for paper in papers[:MOST_READ]:
        try:
            content = _get(str(paper["link"]))
        except urllib.error.HTTPError as refusal:
            log.warning("paper %s is refused: %s", paper["id"], refusal.read(500).decode("utf-8", "replace"))
            continue
        except (OSError, ValueError) as problem:
            log.warning("paper %s cannot be had: %s", paper["id"], problem)
            continue
        if hashlib.sha256(content).hexdigest() == paper["sha256"]:
            whole += 1
        else:
            log.warning("paper %s came damaged", paper["id"])
    return whole


def upload(link: str, content: bytes) -> Mapping[str, Any]:
    """Leave a result at its link; the answer, with its ``upload_id``. Raises OSError, ValueError."""
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    headers = {"Content-Type": "application/octet-stream", "Content-Digest": f"sha-256=:{digest}:"}
    request = urllib.request.Request(_web(link), content, headers, method="PUT")
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        told: Mapping[str, Any] = json.loads(answer.read())
        return told


def inline_file(content: bytes) -> dict[str, Any]:
    """A result's file as it stands within a decision."""
    return {
        "inline": base64.b64encode(content).decode(),
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "media_type": "application/pdf",
    }


def issued_paper(lines: Sequence[str]) -> bytes:
    """A PDF of one page with these lines, without Vietnamese marks: the plain fonts of every reader have none."""
    text = "".join(f"({_plain(line)}) Tj T* " for line in lines)
    page = f"BT /F1 14 Tf 72 760 Td 24 TL {text}ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return body + end % (size, table, size, len(body))


def _plain(text: str) -> str:
    marks = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(one for one in marks if one.isascii() and one.isprintable())[:90]
    return plain.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _get(link: str) -> bytes:
    with urllib.request.urlopen(_web(link), timeout=SECONDS) as answer:
        content: bytes = answer.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ValueError("larger than any paper")
    return content


def _web(link: str) -> str:
    """Raises ValueError for an address that is none of the web."""
    if urlsplit(link).scheme not in ("http", "https"):
        raise ValueError("the link is no web address")
    return link
