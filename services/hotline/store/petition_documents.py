"""Petitions and identities as documents: what was told is sealed, who told it lies apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from services.hotline.domain.answers.proposal import Proposal, Verdict
from services.hotline.domain.clocks.pause import Pause, PauseReason
from services.hotline.domain.contact import Contact, Identity
from services.hotline.domain.kinds import Channel, Kind, Topic
from services.hotline.domain.petition import OPEN, Act, Entry, Petition, PublicAnswer, Remark, Status
from services.hotline.store import collections
from services.hotline.store.inside_documents import read_step, write_step
from services.hotline.store.kin import dossier_digests, person_digests
from services.hotline.store.sealing import Sealing
from services.hotline.use_cases.ports import Group
from shared.security.fields import BlindIndex
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


def petition_mapping(sealing: Sealing, index: BlindIndex) -> Mapping:
    """How petitions are kept."""
    return Mapping(
        Petition,
        collections.PETITIONS,
        lambda one: {**write_petition(one, sealing), "kin": dossier_digests(index, one)},
        lambda document: read_petition(document, sealing),
        collections.PETITION_INDEXES,
    )


def identity_mapping(sealing: Sealing, index: BlindIndex) -> Mapping:
    """How identities are kept, apart from their petitions; ``phone_digest`` finds them when the same
    number calls, by ``kin`` another one of the same person is found."""

    def write(one: Identity) -> Document:
        values = {name: sealing.seal(one.id, name, getattr(one.contact, name)) for name in CONTACT}
        return {
            "_id": one.id,
            "version": one.version,
            **values,
            "phone_digest": phone_digest(index, one.contact.phone),
            "kin": sorted(person_digests(index, one.contact)),
        }

    def read(document: Document) -> Identity:
        id = document["_id"]
        return Identity(
            id, document["version"], Contact(**{name: sealing.open(id, name, document[name]) for name in CONTACT})
        )

    return Mapping(Identity, collections.IDENTITIES, write, read, collections.IDENTITY_INDEXES)


def phone_digest(index: BlindIndex, phone: str | None) -> str | None:
    """What a number is found by; the same as that of a dossier's owner."""
    return index.digest("phone", phone) if phone else None


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
        "answer": _write_answer(answer) if answer else None,
        "earlier": [_write_answer(one) for one in petition.earlier],
        "unit": petition.unit,
        "bounces": petition.bounces,
        "leader_decides": petition.leader_decides,
        "pauses": [_write_pause(one) for one in petition.pauses],
        "remarks": sealing.seal_json(id, "remarks", [_write_remark(one) for one in petition.remarks]),
        "proposals": [_write_proposal(one) for one in petition.proposals],
        "proposed": sealing.seal_json(id, "proposed", [[one.text, one.reason] for one in petition.proposals]),
        "named": list(petition.named),
        "went_wrong": write_step(petition.went_wrong),
        "history": [{"act": one.act.value, "at": one.at, "who": one.who, "note": one.note} for one in petition.history],
        "matter": petition.matter,
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
        remarks=tuple(_read_remark(one) for one in sealing.open_json(id, "remarks", document.get("remarks")) or ()),
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
        answer=_read_answer(answer) if answer else None,
        earlier=tuple(_read_answer(one) for one in document.get("earlier", ())),
        unit=document.get("unit", ""),
        bounces=document.get("bounces", 0),
        leader_decides=document.get("leader_decides", False),
        pauses=tuple(_read_pause(one) for one in document.get("pauses", ())),
        proposals=tuple(_read_proposal(one) for one in document.get("proposals", ())),
        named=tuple(document.get("named", ())),
        went_wrong=read_step(document.get("went_wrong")),
        history=tuple(Entry(Act(one["act"]), one["at"], one["who"], one["note"]) for one in document["history"]),
        matter=document.get("matter", ""),
    )


def _write_answer(one: PublicAnswer) -> Document:
    return {"text": one.text, "at": one.at, "who": one.who}


def _read_answer(document: Document) -> PublicAnswer:
    return PublicAnswer(document["text"], document["at"], document["who"])


def _write_pause(one: Pause) -> Document:
    return {
        "begun_at": one.begun_at,
        "until": one.until,
        "reason": one.reason.value,
        "who": one.who,
        "ended_at": one.ended_at,
    }


def _read_pause(document: Document) -> Pause:
    return Pause(**{**document, "reason": PauseReason(document["reason"])})


def _write_remark(one: Remark) -> Document:
    return {"act": one.act.value, "at": one.at.isoformat(), "text": one.text}


def _read_remark(document: Document) -> Remark:
    return Remark(Act(document["act"]), datetime.fromisoformat(document["at"]), document["text"])


def group_of(petition: Petition) -> Group:
    """Which list it stands in."""
    if petition.is_paused:
        return Group.PAUSED
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
