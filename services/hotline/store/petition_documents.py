"""Petitions and identities as documents: what was told is sealed, who told it lies apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from services.hotline.domain.contact import Contact, Identity
from services.hotline.domain.kinds import Channel, Kind, Topic
from services.hotline.domain.petition import OPEN, Act, Entry, Petition, PublicAnswer, Status
from services.hotline.store import collections
from services.hotline.store.inside_documents import read_step, write_step
from services.hotline.store.sealing import Sealing
from services.hotline.use_cases.ports import Group
from shared.store.mapping import Mapping

Document = dict[str, Any]
CONTACT = ("name", "phone", "email", "address")
PLAIN = (
    "version",
    "language",
    "anonymous",
    "key_hash",
    "received_at",
    "received_by",
    "due_at",
    "dossier",
    "officer",
    "closed_at",
)


def petition_mapping(sealing: Sealing) -> Mapping:
    """How petitions are kept."""
    return Mapping(
        Petition,
        collections.PETITIONS,
        lambda one: write_petition(one, sealing),
        lambda document: read_petition(document, sealing),
        collections.PETITION_INDEXES,
    )


def identity_mapping(sealing: Sealing) -> Mapping:
    """How identities are kept, apart from their petitions."""

    def write(one: Identity) -> Document:
        values = {name: sealing.seal(one.id, name, getattr(one.contact, name)) for name in CONTACT}
        return {"_id": one.id, "version": one.version, **values}

    def read(document: Document) -> Identity:
        id = document["_id"]
        return Identity(
            id, document["version"], Contact(**{name: sealing.open(id, name, document[name]) for name in CONTACT})
        )

    return Mapping(Identity, collections.IDENTITIES, write, read)


def write_petition(petition: Petition, sealing: Sealing) -> Document:
    """``places`` (see ``place``) and ``order_at`` say where in which lists it is found; both are derived."""
    id, answer = petition.id, petition.answer
    return {
        "_id": id,
        **{name: getattr(petition, name) for name in PLAIN},
        "kind": petition.kind.value,
        "topic": petition.topic.value,
        "channel": petition.channel.value,
        "status": petition.status.value,
        "rules_of": petition.rules_of.isoformat(),
        "text": sealing.seal(id, "text", petition.text),
        "claimed_dossier": sealing.seal(id, "claimed_dossier", petition.claimed_dossier or None),
        "answer": {"text": answer.text, "at": answer.at, "who": answer.who} if answer else None,
        "named": list(petition.named),
        "went_wrong": write_step(petition.went_wrong),
        "history": [{"act": one.act.value, "at": one.at, "who": one.who, "note": one.note} for one in petition.history],
        "places": [place(group_of(petition), officer) for officer in {None, petition.officer}],
        "order_at": petition.listed_at,
    }


def read_petition(document: Document, sealing: Sealing) -> Petition:
    """Raises Undecipherable where a key is missing or a value was moved."""
    petition, id = read_row(document), document["_id"]
    return replace(
        petition,
        text=sealing.open(id, "text", document["text"]) or "",
        claimed_dossier=sealing.open(id, "claimed_dossier", document["claimed_dossier"]) or "",
    )


def read_row(document: Document) -> Petition:
    """The petition with its sealed parts left closed, as lists need it."""
    answer = document["answer"]
    return Petition(
        id=document["_id"],
        **{name: document[name] for name in PLAIN},
        kind=Kind(document["kind"]),
        topic=Topic(document["topic"]),
        channel=Channel(document["channel"]),
        text="",
        status=Status(document["status"]),
        rules_of=date.fromisoformat(document["rules_of"]),
        answer=PublicAnswer(answer["text"], answer["at"], answer["who"]) if answer else None,
        named=tuple(document.get("named", ())),
        went_wrong=read_step(document.get("went_wrong")),
        history=tuple(Entry(Act(one["act"]), one["at"], one["who"], one["note"]) for one in document["history"]),
    )


def group_of(petition: Petition) -> Group:
    """Which list it stands in."""
    return Group.OPEN if petition.status in OPEN else Group(petition.status.value)


def place(group: Group, officer: str | None) -> str:
    """Where petitions of this group are found: of one officer, or of any."""
    return f"{group.value}:{officer or '*'}"
