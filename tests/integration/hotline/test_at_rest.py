"""What lies in the database: no personal value in plain, everything read as it was written, lists along their index."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import bson

from services.hotline.app import Parts
from services.hotline.domain.contact import Identity
from services.hotline.domain.known_dossier import KnownDossier
from services.hotline.domain.petition import Petition
from services.hotline.jobs import used_numbers
from services.hotline.use_cases.ports import Group, PetitionQuery
from shared.store.change import Key
from tests.integration.hotline.conftest import Clock, SignedIn, hear
from tests.integration.hotline.test_http_path import API, PETITION, file
from tests.unit.hotline.fakes import DOSSIER, NAME, PHONE, TEXT, life

CONTACT = {"name": "Phạm Thị Hoa Sữa", "phone": "0356789012", "email": "hoasua@thu.example", "address": "Ngõ Bàng 7"}
SECRETS = ["Hoa Sữa", "HOA SỮA", "hoa sua", "356789012", "hoasua", "Ngõ Bàng", "Hồng Vân", "912345678", "thứ Sáu",
           "chị Lụa ở quầy", "giấy của chị Lụa"]  # fmt: skip


def test_no_personal_value_lies_in_plain(client: Any, parts: Parts, signed_in: SignedIn) -> None:
    filed = file(
        client, {"Idempotency-Key": "k"}, contact=CONTACT, dossier={"code": "giấy của chị Lụa", "phone": "5678"}
    )
    assert filed.status_code == 201, filed.text
    officer = signed_in("petition-officer")
    client.post(f"{API}/petitions/{filed.json['code']}/identity", json={"why": "hỏi chị Lụa ở quầy"}, headers=officer)
    client.post(f"{API}/callers/verify", json={"dossier": DOSSIER, "phone": PHONE}, headers=officer)
    secrets = [*SECRETS, filed.json["token"], filed.json["token"].replace("-", "")]
    for name in parts.database.list_collection_names():
        for document in parts.database[name].find():
            raw = bson.encode(document)
            for secret in secrets:
                assert secret.encode() not in raw, f"{secret!r} lies in {name}"
                assert secret not in str(document), f"{secret!r} lies in {name}"


def test_everything_is_read_as_it_was_written(client: Any, parts: Parts) -> None:
    code = file(client, contact=CONTACT, dossier={"code": DOSSIER, "phone": PHONE}).json["code"]
    loaded = parts.work.load(Key(Petition, code), Key(Identity, code), Key(KnownDossier, DOSSIER))
    petition, identity = loaded.get(Petition, code), loaded.get(Identity, code)
    assert petition is not None
    assert identity is not None
    assert (petition.text, petition.claimed_dossier, petition.dossier) == (TEXT, DOSSIER, DOSSIER)
    assert [one.note for one in petition.history] == ["", DOSSIER]
    assert (identity.contact.name, identity.contact.address) == (CONTACT["name"], CONTACT["address"])
    dossier = loaded.get(KnownDossier, DOSSIER)
    assert dossier is not None
    assert (dossier.name, dossier.phone, dossier.version) == (NAME, PHONE, 5)
    assert dossier.holder is not None
    hear(parts, *life()[5:])
    later = parts.work.load(Key(KnownDossier, DOSSIER)).get(KnownDossier, DOSSIER)
    assert later is not None
    assert later.stand.value == "returned"


def test_a_value_moved_to_another_petition_cannot_be_read(client: Any, parts: Parts, signed_in: SignedIn) -> None:
    one, two = (file(client).json["code"] for _ in range(2))
    petitions: Any = parts.database["petitions"]
    petitions.update_one({"_id": two}, {"$set": {"text": petitions.find_one({"_id": one})["text"]}})
    assert client.get(f"{API}/petitions/{two}", headers=signed_in("petition-officer")).status_code == 500


def test_a_page_of_a_list_reads_no_more_than_it_shows(client: Any, parts: Parts, clock: Clock) -> None:
    """Judged by what the server examined for the real query among many others, not by time."""
    petitions = parts.database["petitions"]
    one: Any = petitions.find_one({"_id": file(client).json["code"]})
    groups = ("open", "answered", "closed", "handed_over")
    petitions.insert_many(
        {**one, "_id": f"PA-261004-{number:04d}", "places": [f"{groups[number % 4]}:*", f"{groups[number % 4]}:a"],
         "order_at": clock.now + timedelta(minutes=number - 400)}
        for number in range(1, 1001)
    )  # fmt: skip
    spans: Any = [(None, None), (clock.now, clock.now + timedelta(hours=2)), (clock.now, None), (None, clock.now)]
    queries = [PetitionQuery(Group.OPEN, span=span, limit=10) for span in spans]
    queries += [PetitionQuery(Group.CLOSED, limit=10), PetitionQuery(Group.ANSWERED, "a", limit=10)]
    for query in queries:
        first = list(parts.petitions.page(query))
        assert len(first) == 10
        last = first[-1]
        place = petitions.find_one({"_id": last.id})["order_at"]  # type: ignore[index]
        follow = PetitionQuery(query.group, query.officer, query.span, (place, last.id), query.limit)
        second = list(parts.petitions.page(follow))
        assert not {row.id for row in first} & {row.id for row in second}
        for asked in (query, follow):
            stats = parts.petitions.cursor(asked).explain()["executionStats"]
            assert stats["totalDocsExamined"] <= 10
            assert stats["totalKeysExamined"] <= 11
            assert "SORT" not in str(stats["executionStages"]).replace("SORT_KEY", "")


def test_numbers_in_use_are_told_from_the_void(client: Any, parts: Parts) -> None:
    file(client)
    assert list(used_numbers(parts.petitions)("petition/261005", [1, 2, 3])) == [1]


def test_an_anonymous_petition_leaves_no_identity(client: Any, parts: Parts) -> None:
    file(client, anonymous=True, contact=PETITION["contact"])
    assert parts.database["identities"].count_documents({}) == 0
