"""What other applications may tell us of: Open311's services and the questions that go with them, as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from services.hotline.domain.errors import Words
from services.hotline.domain.kinds import Kind, Topic
from services.hotline.domain.petition import Petition, Status


class Reply(Enum):
    """What a client gets at once. ``BATCH``: a token; the code follows once somebody has read and assigned it, for what
    may name a person and must not stand in a public list before."""

    REALTIME = "realtime"
    BATCH = "batch"


@dataclass(frozen=True, slots=True)
class Attribute:
    """A question of a service. ``variable`` False: it only tells something. ``datatype`` in Open311's words."""

    code: str
    variable: bool
    datatype: str
    required: bool
    description: Words
    hint: Words


@dataclass(frozen=True, slots=True)
class Service:
    """One kind of petition, under the code by which clients know it."""

    code: str
    kind: Kind
    topic: Topic
    reply: Reply
    name: Words
    description: Words
    group: Words
    keywords: Words

    def is_public(self, petition: Petition) -> bool:
        """Whether the petition may stand in public lists: by code, dates and status, never by what was told."""
        if petition.status is Status.HANDED_OVER or petition.kind.has_its_own_path:
            return False
        return self.reply is Reply.REALTIME or petition.status is not Status.RECEIVED


@dataclass(frozen=True, slots=True)
class Catalogue:
    """``changeset`` is when it was last changed: clients keep it as long as that stays."""

    changeset: str
    services: Sequence[Service]
    attributes: Sequence[Attribute]

    def service(self, code: str) -> Service | None:
        return next((one for one in self.services if one.code == code), None)
