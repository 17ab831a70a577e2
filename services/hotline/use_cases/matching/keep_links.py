"""Keeps the decisions about matches in step with the petition's link, in the transaction that changes it."""

from __future__ import annotations

from services.hotline.domain.matching.decisions import Decision, Matching, Said
from services.hotline.domain.petition import Petition
from shared.store.change import Change, Context, Key, Work


def with_link(work: Work, before: Petition, after: Petition, context: Context) -> Change:
    """The change of the petition and of what was decided about its matches; nothing where nothing changed.

    A link proves more than what was confirmed before, so that takes a step back. Raises StoreAway.
    """
    if after is before:
        return Change()
    known = work.load(Key(Matching, before.id)).get(Matching, before.id)
    decided = kept = known or Matching(before.id)
    if after.dossier is not None:
        if decided.confirmed not in (None, after.dossier):
            decided = decided.decided(_said(decided.confirmed or "", Said.UNDONE, context))
        decided = decided.decided(_said(after.dossier, Said.LINKED, context))
    elif before.dossier is not None and decided.standing(before.dossier) is not None:
        decided = decided.decided(_said(before.dossier, Said.UNDONE, context))
    if decided is kept:
        return Change(saved=(after,))
    return Change(saved=(after, Matching(decided.id, kept.version + 1, decided.decisions)))


def _said(dossier: str, said: Said, context: Context) -> Decision:
    return Decision(dossier, said, context.at.replace(microsecond=0), context.actor)
