"""A person's own store of papers: what goes in, and to whom it opens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep, InvalidRequest, NotFound
from services.intake.domain.paper import Shown, Source
from services.intake.domain.status import Status
from services.intake.domain.store_look import StoreLook
from services.intake.domain.upload import PaperRequest
from services.intake.use_cases.reuse_paper import may_reuse, reusable_papers, reuse_paper
from services.intake.use_cases.view_papers import open_paper, put_aside
from shared.security.access import Forbidden
from shared.security.caller import Caller
from shared.store.change import Change
from tests.unit.intake.fakes import OFFICER, context, filed
from tests.unit.intake.paper_house import BY_HAND, OWNER, House
from tests.unit.intake.paper_samples import pdf


def test_digitised_papers_and_results_go_into_the_persons_own_store_and_nothing_else_does() -> None:
    house = House(filed())
    assert house.add().person is None, "anybody can send a file in anybody's name"
    assert house.add(OFFICER, replace(BY_HAND, shown=Shown.COPY)).person is None
    assert house.add(OFFICER, BY_HAND).person is not None
    done = House(replace(filed(), status=Status.DONE))
    assert done.add(OFFICER, PaperRequest("kq.pdf", 1, Source.RESULT)).person is not None


def test_the_own_store_opens_to_an_officer_who_saw_the_card_and_to_nobody_else() -> None:
    house = House(filed())
    paper = house.add(OFFICER, BY_HAND)
    second = replace(house.dossier, code="H99.11-261005-0002", owner_token_hash="other")
    house.work.commit(Change(saved=(second,)), context())
    with pytest.raises(InvalidRequest):
        reusable_papers(house.ports, house.desk, OFFICER, second.code, context(), card_seen=False)
    with pytest.raises(Forbidden):
        reusable_papers(house.ports, house.desk, OWNER, house.dossier.code, context(), card_seen=True)
    assert house.work.all(StoreLook) == []
    assert reusable_papers(house.ports, house.desk, OFFICER, house.dossier.code, context(), card_seen=True) == ()
    opened = context("staff:reception")
    assert reusable_papers(house.ports, house.desk, OFFICER, second.code, opened, card_seen=True) == (paper,)
    look = house.work.all(StoreLook)[-1]
    assert (look.who, look.at, look.dossier, look.offered) == ("staff:reception", opened.at, second.code, (paper.id,))
    assert look.person == paper.person
    reused = reuse_paper(
        house.ports, house.desk, OFFICER, second.code, paper.id, 1, context("staff:reception"), card_seen=True
    )
    assert (reused.source, reused.reused_from, reused.content) == (Source.REUSED, paper.id, paper.content)
    assert reusable_papers(house.ports, house.desk, OFFICER, second.code, context(), card_seen=True) == ()
    assert len(house.work.all(StoreLook)) == 3


def owned(dossier: Dossier, number: int, *accounts: str) -> Dossier:
    """Another dossier of the same applicant, in these accounts."""
    return replace(dossier, code=f"H99.11-261005-{number:04}", owner_token_hash=f"{number}", owners=frozenset(accounts))


def test_a_signed_in_owner_uses_again_what_came_with_dossiers_of_the_very_same_account() -> None:
    house = House(replace(filed(), owners=frozenset({"dao"})))
    paper = house.add(OFFICER, BY_HAND)
    now, another = owned(house.dossier, 2, "dao"), owned(house.dossier, 3, "somebody")
    house.work.commit(Change(saved=(now, another)), context())
    dao, somebody = (Caller("citizen", id) for id in ("dao", "somebody"))
    at = context("citizen:dao")
    assert reusable_papers(house.ports, house.desk, dao, now.code, at) == (paper,)
    assert reusable_papers(house.ports, house.desk, somebody, another.code, at) == (), (
        "whoever knows a number files too"
    )
    for stranger in (somebody, Caller("citizen", "nobody")):
        with pytest.raises(NotFound):
            reusable_papers(house.ports, house.desk, stranger, now.code, at)
        with pytest.raises(NotFound):
            reuse_paper(house.ports, house.desk, stranger, another.code, paper.id, 1, at)
    reused = reuse_paper(house.ports, house.desk, dao, now.code, paper.id, 1, at)
    assert (reused.source, reused.added_by, reused.reused_from) == (Source.REUSED, "citizen:dao", paper.id)
    assert next((one.who, one.offered) for one in house.work.all(StoreLook)) == ("citizen:dao", (paper.id,))


def test_an_account_takes_papers_over_only_while_they_are_wanted_and_only_if_it_may_file() -> None:
    house = House(replace(filed(), owners=frozenset({"dao"})))
    paper = house.add(OFFICER, BY_HAND)
    dao = Caller("citizen", "dao")
    shut = replace(owned(house.dossier, 2, "dao"), status=Status.ACCEPTED)
    house.work.commit(Change(saved=(shut,)), context())
    assert may_reuse(house.ports, dao, house.dossier)
    assert not any(may_reuse(house.ports, one, shut) for one in (dao, OWNER, OFFICER))
    with pytest.raises(IllegalStep, match="no papers are taken now"):
        reuse_paper(house.ports, house.desk, dao, shut.code, paper.id, 1, context())


def test_a_signed_in_owner_sends_looks_and_puts_aside_as_by_the_link() -> None:
    house = House(replace(filed(), owners=frozenset({"dao"})))
    dao, stranger = Caller("citizen", "dao"), Caller("citizen", "nobody")
    paper = house.add(dao)
    assert paper.added_by == "citizen:dao"
    assert open_paper(house.ports, house.desk, dao, house.dossier.code, paper.id)[1].read() == pdf()
    with pytest.raises(NotFound):
        house.add(stranger)
    with pytest.raises(NotFound):
        open_paper(house.ports, house.desk, stranger, house.dossier.code, paper.id)
    assert put_aside(house.ports, dao, house.dossier.code, paper.id, context("citizen:dao")).aside is not None
