"""Reads the signed links of agencies with the public half of the centre's key; routing signs them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from services.intake.domain.task_links import expired, not_valid
from services.intake.use_cases.exchange.ports import ReadLink, TaskLink
from shared.security.keys import read_key_set
from shared.security.signed_links import BadLink, ExpiredLink, read_link


def links_of(public_key: Path) -> ReadLink:
    """The file is read with every link, so that a new key of the centre needs no restart. Raises BadKeyFile later."""

    def read(token: str, now: datetime) -> TaskLink:
        try:
            link = read_link(token, read_key_set(public_key), now)
        except ExpiredLink:
            raise expired() from None
        except BadLink:
            raise not_valid() from None
        return TaskLink(link.use, link.subject, link.holder)

    return read
