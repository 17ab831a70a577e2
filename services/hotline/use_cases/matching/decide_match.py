"""A person decides: this match is right, is wrong, was decided wrongly; or is linked, once its number was read."""

from __future__ import annotations

from collections.abc import Callable

from services.hotline.domain.errors import IllegalStep, NotFound, Words
from services.hotline.domain.matching.decisions import Decision, Matching, Said
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.deciding import TRIES, MakeAnswer
from services.hotline.use_cases.deciding import Check as CheckPetition
from services.hotline.use_cases.link_petition import link_petition
from services.hotline.use_cases.matching.find_matches import MATCH, load_matching, undecided
from services.hotline.use_cases.matching.matching_ports import MatchPorts
from services.hotline.use_cases.petition_request import Claim
from services.hotline.use_cases.ports import Ports
from services.hotline.use_cases.view_petition import view_petition
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Conflict, Context

UNKNOWN = Words("Gợi ý này không còn. Xem lại rồi quyết định", "This match is no more. Look again and decide")
LINKED = Words("Hồ sơ này đã gắn. Gỡ ra trước đã", "This dossier is linked. Unlink it first")
Check = Callable[[Matching], None]


def decide_match(
    ports: Ports, matching: MatchPorts, caller: Caller, code: str, reference: str, said: Said, context: Context, *,
    check: Check | None = None, answer: Callable[[Matching], Answer | None] | None = None,
) -> Matching:  # fmt: skip
    """Confirmed, rejected or undone; nothing of the dossier is told. ``check`` may refuse the state found (If-Match).

    Raises Forbidden, NotFound, IllegalStep, Conflict, StoreAway.
    """
    ports.access.grant(caller, MATCH)
    for attempt in range(1, TRIES + 1):
        petition = view_petition(ports, caller, code).petition
        before = load_matching(ports, petition.id)
        if check:
            check(before)
        if said is Said.UNDONE and petition.dossier is not None and before.confirmed == petition.dossier:
            _must_not_be_linked(matching, petition, petition.dossier, reference)
        after = before.decided(_decision(ports, matching, petition, before, reference, said, context))
        reply = answer(after) if answer else None
        try:
            ports.work.commit(Change(() if after is before else (after,), answer=reply), context)
        except Conflict:
            if attempt == TRIES:
                raise
            continue
        return after
    raise AssertionError("unreachable")


def link_match(
    ports: Ports, matching: MatchPorts, caller: Caller, code: str, reference: str, digits: str, context: Context, *,
    check: CheckPetition | None = None, answer: MakeAnswer | None = None,
) -> Petition:  # fmt: skip
    """The petition with this match's dossier, where the caller read out its number, or its last four digits.

    Raises Forbidden, NotFound, NotVerified, TooManyAttempts, IllegalStep, Conflict, StoreAway.
    """
    ports.access.grant(caller, MATCH)
    petition = view_petition(ports, caller, code).petition
    dossier, _, _ = _resolved(ports, matching, petition, load_matching(ports, petition.id), reference)
    return link_petition(ports, caller, code, Claim(dossier, digits), context, check=check, answer=answer)


def _must_not_be_linked(matching: MatchPorts, petition: Petition, dossier: str, reference: str) -> None:
    """A link is undone by unlinking, so that petition and decision stay in step. Raises IllegalStep."""
    if matching.reference(petition.id, dossier) == reference:
        raise IllegalStep("linked-already", LINKED)


def _decision(
    ports: Ports, matching: MatchPorts, petition: Petition, before: Matching, reference: str, said: Said,
    context: Context,
) -> Decision:  # fmt: skip
    dossier, points, reasons = _resolved(ports, matching, petition, before, reference)
    return Decision(dossier, said, context.at.replace(microsecond=0), context.actor, points, reasons)


def _resolved(
    ports: Ports, matching: MatchPorts, petition: Petition, before: Matching, reference: str
) -> tuple[str, int, tuple[str, ...]]:
    """Which dossier a reference means: one decided on before, or one that is found now."""
    for one in before.decisions:
        if matching.reference(petition.id, one.dossier) == reference:
            return one.dossier, one.points, one.reasons
    if not petition.kind.has_its_own_path:
        for match in undecided(ports, matching, petition):
            if matching.reference(petition.id, match.code) == reference:
                return match.code, match.score.points, tuple(reason.value for reason, _ in match.score.reasons)
    raise NotFound("unknown-match", UNKNOWN)
