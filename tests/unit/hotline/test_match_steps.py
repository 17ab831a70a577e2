"""What staff do with matches: nothing of a dossier is told before its number was read out, and nothing is lost."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.hotline.domain.contact import Contact
from services.hotline.domain.errors import HotlineError, IllegalStep, NotFound, NotVerified, TooManyAttempts
from services.hotline.domain.kinds import Channel, Kind
from services.hotline.domain.known_dossier import KnownDossier
from services.hotline.domain.matching.decisions import Matching, Said
from services.hotline.domain.matching.keys import keys_known
from services.hotline.domain.matching.profile import procedure_of, profile_of
from services.hotline.domain.petition import Act, Petition
from services.hotline.use_cases.link_petition import link_petition, unlink_petition
from services.hotline.use_cases.matching.decide_match import decide_match, link_match
from services.hotline.use_cases.matching.find_matches import Matches, match_told, verify_told, view_matches
from services.hotline.use_cases.matching.matching_ports import MatchPorts
from shared.security.access import Forbidden
from shared.store.change import Key
from tests.support.fake_store import FakeWork
from tests.unit.hotline.fakes import DOSSIER, LEADER, NAME, OFFICER, OPERATOR, PHONE, Desk, claim, context, life
from tests.unit.hotline.test_matching import WEIGHTS

OTHER = "H99.11-261005-0777"


@dataclass
class FakeFinder:
    work: FakeWork

    def codes(self, keys: Collection[str], limit: int) -> Sequence[str]:
        common = Counter({one.id: len(keys_known(profile_of(one)) & set(keys)) for one in self._open()})
        return [code for code, count in common.most_common(limit) if count]

    def procedures(self) -> Mapping[str, str]:
        return dict(procedure_of(one) for one in self._open())

    def _open(self) -> list[KnownDossier]:
        return [one for one in self.work.all(KnownDossier) if one.stand.is_open]


def reference(about: str, dossier: str) -> str:
    return hashlib.sha256(f"{about}/{dossier}".encode()).hexdigest()[:16]


def at_desk() -> tuple[Desk, MatchPorts, Petition]:
    """A petition of the applicant's, unlinked, and another dossier of a namesake."""
    desk = Desk()
    desk.hear(*life()[:5])
    known = desk.work.load(Key(KnownDossier, DOSSIER)).get(KnownDossier, DOSSIER)
    assert known is not None
    namesake = {"name": (9, NAME), "phone": (9, "+84988000111")}
    desk.work._states[Key(KnownDossier, OTHER)] = KnownDossier(OTHER, 1, known.told, namesake)
    petition = desk.file(OPERATOR, channel=Channel.PHONE, contact=Contact(NAME, PHONE)).petition
    return desk, MatchPorts(FakeFinder(desk.work), (WEIGHTS,), reference), petition


def found(desk: Desk, matching: MatchPorts, petition: Petition) -> Matches:
    return view_matches(desk.ports, matching, OPERATOR, petition.code)


def test_the_applicants_dossier_comes_first_and_nothing_names_it() -> None:
    desk, matching, petition = at_desk()
    matches = found(desk, matching, petition)
    assert matches.looked
    assert [one.reference for one in matches.found] == [
        reference(petition.id, DOSSIER),
        reference(petition.id, OTHER),
    ]
    assert matches.found[0].sure
    assert not matches.found[1].sure
    told = repr(matches)
    assert DOSSIER not in told
    assert OTHER not in told
    assert NAME not in told
    assert PHONE not in told


def test_a_confirmed_match_shows_nothing_of_the_dossier_and_links_nothing() -> None:
    desk, matching, petition = at_desk()
    first = found(desk, matching, petition).found[0].reference
    decide_match(desk.ports, matching, OPERATOR, petition.code, first, Said.CONFIRMED, context(OPERATOR))
    after = found(desk, matching, petition)
    assert after.confirmed
    assert after.confirmed.reference == first
    assert not after.found
    assert not after.looked
    assert desk.petition(petition.id).dossier is None
    kept = desk.work.all(Matching)[0]
    assert kept.confirmed == DOSSIER
    assert kept.decisions[0].points == 75
    assert "phone_same" in kept.decisions[0].reasons
    second = reference(petition.id, OTHER)
    with pytest.raises(IllegalStep):
        decide_match(desk.ports, matching, OPERATOR, petition.code, second, Said.CONFIRMED, context(OPERATOR))


def test_a_rejected_match_is_not_suggested_again_until_that_is_undone() -> None:
    desk, matching, petition = at_desk()
    first = found(desk, matching, petition).found[0].reference
    step = (desk.ports, matching, OFFICER, petition.code, first)
    decide_match(*step, Said.REJECTED, context(OFFICER))
    after = found(desk, matching, petition)
    assert first not in [one.reference for one in after.found]
    assert [one.reference for one in after.rejected] == [first]
    decide_match(*step, Said.UNDONE, context(OFFICER))
    assert found(desk, matching, petition).found[0].reference == first
    assert [one.said for one in desk.work.all(Matching)[0].decisions] == [Said.REJECTED, Said.UNDONE]


def test_it_is_linked_once_its_number_was_read_out_and_unlinking_undoes_that_too() -> None:
    desk, matching, petition = at_desk()
    first = found(desk, matching, petition).found[0].reference
    with pytest.raises(NotVerified):
        link_match(desk.ports, matching, OPERATOR, petition.code, first, "0000", context(OPERATOR))
    assert desk.petition(petition.id).dossier is None
    linked = link_match(desk.ports, matching, OPERATOR, petition.code, first, "5678", context(OPERATOR))
    assert linked.dossier == DOSSIER
    assert found(desk, matching, petition).linked
    assert desk.work.all(Matching)[0].confirmed == DOSSIER
    unlink_petition(desk.ports, OPERATOR, petition.code, context(OPERATOR))
    assert desk.work.all(Matching)[0].confirmed is None
    assert found(desk, matching, petition).found


def test_a_verified_link_is_worth_more_than_what_was_confirmed() -> None:
    desk, matching, petition = at_desk()
    second = reference(petition.id, OTHER)
    decide_match(desk.ports, matching, OPERATOR, petition.code, second, Said.CONFIRMED, context(OPERATOR))
    link_petition(desk.ports, OPERATOR, petition.code, claim(), context(OPERATOR))
    said = [(one.dossier, one.said) for one in desk.work.all(Matching)[0].decisions]
    assert said == [(OTHER, Said.CONFIRMED), (OTHER, Said.UNDONE), (DOSSIER, Said.LINKED)]


def test_a_reference_serves_its_own_petition_only_and_never_a_stranger() -> None:
    desk, matching, petition = at_desk()
    first = found(desk, matching, petition).found[0].reference
    another = desk.file(OPERATOR, channel=Channel.PHONE, contact=Contact(NAME, PHONE)).petition
    with pytest.raises(NotFound):
        decide_match(desk.ports, matching, OPERATOR, another.code, first, Said.CONFIRMED, context(OPERATOR))
    with pytest.raises(Forbidden):
        view_matches(desk.ports, matching, LEADER, petition.code)


def test_complaints_and_denunciations_are_matched_with_nothing() -> None:
    desk, matching, _ = at_desk()
    told = desk.file(OPERATOR, kind=Kind.DENUNCIATION, channel=Channel.PHONE, contact=Contact(NAME, PHONE)).petition
    assert found(desk, matching, told) == Matches(told.id, 0, False, False)


def test_during_a_call_what_was_told_so_far_is_matched_and_verified_by_its_number() -> None:
    desk, matching, _ = at_desk()
    told = {"text": "Hồ sơ đăng ký hành nghề công tác xã hội trễ", "name": NAME, "phone": PHONE}
    first = match_told(desk.ports, matching, OPERATOR, told)[0]
    assert first.sure
    assert first.reference == reference("staff:operator", DOSSIER)
    arguments = (desk.ports, matching, OPERATOR, told, first.reference)
    assert verify_told(*arguments, "5678", context(OPERATOR)).id == DOSSIER
    for wrong in ("0000", ""):
        with pytest.raises(NotVerified):
            verify_told(*arguments, wrong, context(OPERATOR))
    desk.limits.most["match-caller"] = 1
    with pytest.raises(TooManyAttempts):
        match_told(desk.ports, matching, OPERATOR, told)


def test_a_dossier_that_was_returned_is_not_awaited_and_not_found() -> None:
    desk, matching, petition = at_desk()
    desk.hear(*life()[5:])
    assert reference(petition.id, DOSSIER) not in [one.reference for one in found(desk, matching, petition).found]


STEPS = st.lists(st.sampled_from(["link", "unlink", "confirm", "reject", "undo", "link other"]), max_size=10)


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_no_sequence_of_steps_loses_the_petition_or_what_was_done(steps: list[str]) -> None:
    desk, matching, petition = at_desk()
    first, said = (
        reference(petition.id, DOSSIER),
        {"confirm": Said.CONFIRMED, "reject": Said.REJECTED, "undo": Said.UNDONE},
    )
    for step in steps:
        before = desk.petition(petition.id)
        try:
            if step == "link":
                link_match(desk.ports, matching, OPERATOR, petition.code, first, "5678", context(OPERATOR))
            elif step == "unlink":
                unlink_petition(desk.ports, OPERATOR, petition.code, context(OPERATOR))
            elif step == "link other":
                link_petition(desk.ports, OPERATOR, petition.code, claim("0111", OTHER), context(OPERATOR))
            else:
                decide_match(desk.ports, matching, OPERATOR, petition.code, first, said[step], context(OPERATOR))
        except HotlineError:
            pass
        after = desk.petition(petition.id)
        assert after.history[: len(before.history)] == before.history
        assert after.text == petition.text
        kept = (desk.work.all(Matching) or [Matching(petition.id)])[0]
        assert after.dossier in (None, kept.confirmed)
    acts = Counter(one.act for one in desk.petition(petition.id).history)
    assert acts[Act.LINKED] - acts[Act.UNLINKED] == (desk.petition(petition.id).dossier is not None)
