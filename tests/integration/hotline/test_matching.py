"""Matching on a real database: keys lie there as digests, dossiers are found by them, and the desk decides."""

from __future__ import annotations

from typing import Any

from services.hotline.app import Parts, initialise
from services.hotline.domain.matching.claim import read_claim
from services.hotline.domain.matching.keys import EDITION
from services.hotline.store import collections
from services.hotline.use_cases.matching.find_matches import matches_for
from tests.integration.hotline.conftest import SignedIn, hear
from tests.unit.hotline.fakes import DOSSIER, NAME, PHONE, life

TEXT = "Hồ sơ đăng ký hành nghề công tác xã hội của tôi trễ"


def filed(client: Any, headers: dict[str, str], **changes: Any) -> str:
    body = {"kind": "feedback", "channel": "phone", "text": TEXT, "contact": {"name": NAME, "phone": PHONE}, **changes}
    return str(client.post("/api/hotline/v1/petitions", json=body, headers=headers).get_json()["code"])


def test_keys_lie_there_as_digests_until_nobody_waits_any_more(parts: Parts) -> None:
    kept = parts.database[collections.DOSSIERS].find_one({"_id": DOSSIER})
    assert kept is not None
    assert len(kept["match"]["keys"]) > 30
    assert not any(word in key for key in kept["match"]["keys"] for word in ("phone", "name", "912345678"))
    hear(parts, *life()[5:])
    ended = parts.database[collections.DOSSIERS].find_one({"_id": DOSSIER})
    assert ended is not None
    assert ended["match"] == {"edition": EDITION, "keys": [], "procedure": ""}


def test_it_is_found_along_an_index_and_by_slips(parts: Parts) -> None:
    claim = read_claim(TEXT, parts.clock().date(), name="Nguyeenx Thij Hoongf Vaan", phone="+84912345687")
    first = matches_for(parts.ports, parts.matching, claim)[0]
    assert first.code == DOSSIER
    assert first.sure
    plan = parts.database.command(
        "explain", {"find": collections.DOSSIERS, "filter": {"match.keys": {"$in": ["a", "b"]}}}
    )
    assert "by_match_key" in str(plan["queryPlanner"]["winningPlan"])


def test_init_makes_keys_of_dossiers_that_were_kept_before(parts: Parts) -> None:
    dossiers = parts.database[collections.DOSSIERS]
    dossiers.update_one({"_id": DOSSIER}, {"$unset": {"match": ""}})
    claim = read_claim(TEXT, parts.clock().date(), phone=PHONE)
    assert matches_for(parts.ports, parts.matching, claim) == ()
    assert initialise(parts)[-2].endswith("1 dossier(s)")
    assert initialise(parts)[-2].endswith("0 dossier(s)")
    assert matches_for(parts.ports, parts.matching, claim)[0].code == DOSSIER


def test_over_the_api_matches_name_no_dossier_and_are_decided(client: Any, signed_in: SignedIn) -> None:
    operator = signed_in("operator")
    code = filed(client, operator)
    base = f"/api/hotline/v1/petitions/{code}/matches"
    answer = client.get(base, headers=operator)
    assert DOSSIER not in answer.text
    assert NAME not in answer.text
    first = answer.get_json()["items"][0]
    assert first["sure"]
    assert {"reason": "phone_same", "points": 45, "text": "Số điện thoại trùng số trong hồ sơ"} in first["reasons"]
    one = f"{base}/{first['reference']}"
    done = client.post(f"{one}/reject", headers={**operator, "If-Match": answer.headers["ETag"]})
    assert done.get_json() == {"petition": code, "reference": first["reference"], "version": 1}
    assert client.post(f"{one}/undo", headers={**operator, "If-Match": '"0"'}).status_code == 412
    assert client.get(base, headers=operator).get_json()["items"] == []
    assert client.post(f"{one}/undo", headers=operator).status_code == 200
    assert client.post(f"{one}/confirm", headers=operator).status_code == 200
    confirmed = client.get(base, headers=operator).get_json()
    assert confirmed["confirmed"]["reference"] == first["reference"]
    assert client.get(f"/api/hotline/v1/petitions/{code}", headers=operator).get_json()["dossier"] is None
    assert client.post(f"{one}/link", json={"phone_last4": "0000"}, headers=operator).status_code == 404
    linked = client.post(f"{one}/link", json={"phone_last4": "5678"}, headers=operator)
    assert linked.get_json()["dossier"] == DOSSIER
    assert client.get(base, headers=signed_in("leader")).status_code == 403
    assert client.post(f"{base}/nothing/confirm", headers=operator).status_code == 404
    told = client.post("/api/hotline/v1/matches", json={"contact": {"phone": PHONE}, "text": TEXT}, headers=operator)
    assert told.get_json()["items"][0]["sure"]


def test_at_the_desk_a_match_shows_its_reasons_and_the_dossier_only_once_verified(
    client: Any, signed_in: SignedIn
) -> None:
    operator = signed_in("operator")
    code = filed(client, operator)
    page = client.get(f"/hotline/desk/{code}", headers=operator).text
    assert "Rất có thể là hồ sơ này" in page
    assert "Số điện thoại trùng số trong hồ sơ" in page
    assert DOSSIER not in page
    reference = page.split("/matches/")[1].split("/")[0]
    one = f"/hotline/desk/{code}/matches/{reference}"
    wrong = client.post(f"{one}/link", data={"digits": "0000"}, headers=operator)
    assert wrong.status_code == 422
    assert DOSSIER not in wrong.text
    client.post(f"{one}/confirm", headers=operator)
    confirmed = client.get(f"/hotline/desk/{code}?lang=en", headers=operator).text
    assert "One dossier is confirmed" in confirmed
    assert DOSSIER not in confirmed
    assert client.post(f"{one}/link", data={"digits": "5678"}, headers=operator).status_code == 303
    assert DOSSIER in client.get(f"/hotline/desk/{code}", headers=operator).text
    refused = client.post(f"{one}/undo", headers=operator)
    assert refused.status_code == 409


def test_during_a_call_the_story_finds_it_and_the_number_opens_it(client: Any, signed_in: SignedIn) -> None:
    operator = signed_in("operator")
    told = {"do": "match", "who": "named", "contact-name": NAME, "contact-phone": PHONE, "text": TEXT, "once": "x"}
    page = client.post("/hotline/desk/new", data=told, headers=operator).text
    assert "Rất có thể là hồ sơ này" in page
    assert DOSSIER not in page
    reference = page.split('value="match:')[1].split('"')[0]
    for digits, shown in (("0000", False), ("5678", True)):
        sent = {**told, "do": f"match:{reference}", f"digits-{reference}": digits}
        assert (DOSSIER in client.post("/hotline/desk/new", data=sent, headers=operator).text) is shown
