"""Petitions and identities as documents: what was told is sealed, who told it lies apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from services.hotline.domain.answers.proposal import Proposal, Verdict
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
        "answer": {"text": answer.text, "at": answer.at, "who": answer.who, "approved_by": answer.approved_by}
        if answer
        else None,
        "proposals": [_write_proposal(one) for one in petition.proposals],
        "proposed": sealing.seal_json(id, "proposed", [[one.text, one.reason] for one in petition.proposals]),
        "named": list(petition.named),
        "went_wrong": write_step(petition.went_wrong),
        "history": [{"act": one.act.value, "at": one.at, "who": one.who, "note": one.note} for one in petition.history],
        "places": places_of(petition),
        "order_at": petition.listed_at,
    }


def read_petition(document: Document, sealing: Sealing) -> Petition:
    """Raises Undecipherable where a key is missing or a value was moved."""
    petition, id = read_row(document), document["_id"]
    proposed = sealing.open_json(id, "proposed", document.get("proposed")) or []
    proposals = zip(petition.proposals, proposed, strict=True)
    return replace(
        petition,
        proposals=tuple(replace(one, text=text, reason=reason) for one, (text, reason) in proposals),
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
        answer=PublicAnswer(answer["text"], answer["at"], answer["who"], answer.get("approved_by", ""))
        if answer
        else None,
        proposals=tuple(_read_proposal(one) for one in document.get("proposals", ())),
        named=tuple(document.get("named", ())),
        went_wrong=read_step(document.get("went_wrong")),
        history=tuple(Entry(Act(one["act"]), one["at"], one["who"], one["note"]) for one in document["history"]),
    )


def group_of(petition: Petition) -> Group:
    """Which list it stands in."""
    return Group.OPEN if petition.status in OPEN else Group(petition.status.value)


def places_of(petition: Petition) -> list[str]:
    """All lists that it stands in: of its group, its officer's, and of those that wait for approval."""
    found = [place(group_of(petition), officer) for officer in {None, petition.officer}]
    return [*found, place(Group.TO_APPROVE, None)] if petition.proposal else found


def place(group: Group, officer: str | None) -> str:
    """Where petitions of this group are found: of one officer, or of any."""
    return f"{group.value}:{officer or '*'}"


def _write_proposal(one: Proposal) -> Document:
    """Its words and reasons are sealed apart: nobody has yet made sure that they name nobody."""
    return {"at": one.at, "who": one.who, "verdict": one.verdict.value, "decided_at": one.decided_at,
            "decided_by": one.decided_by}  # fmt: skip


def _read_proposal(document: Document) -> Proposal:
    return Proposal(
        "", document["at"], document["who"], Verdict(document["verdict"]), document["decided_at"],
        document["decided_by"],
    )  # fmt: skip
