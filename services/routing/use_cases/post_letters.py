"""Post letters to agencies that hold no connection: by schedule, each case's in order, until they are taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.routing.domain.agency import Agency, Delivery
from services.routing.domain.letter import Letter, LetterState
from services.routing.domain.webhook_rules import WebhookRules
from services.routing.use_cases.ports import Clock
from shared.bus.reading import Never, Received
from shared.store.change import Change, Conflict, Context, Key, Loaded, Work

# Posted one after another to one agency before others are looked for.
IN_A_ROW = 20


class NotTaken(Exception):
    """The agency did not take the letter; the message says why in one line."""


class NoSuchLetter(LookupError):
    """There is no such letter to this agency."""


class PostBox(Protocol):
    """Posts over HTTP."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Returns once the other side said that it has it. Raises NotTaken."""
        ...


@dataclass(frozen=True, slots=True)
class LettersOf:
    """How it stands with the letters of one agency; ``oldest_at`` is when the one came that waits longest."""

    waiting: int = 0
    given_up: int = 0
    oldest_at: datetime | None = None


class Letters(Protocol):
    """The letters of the agencies. Everything raises StoreAway."""

    def due(self, now: datetime) -> Sequence[str]:
        """Keys of the agencies that a letter is due for."""
        ...

    def next_of(self, agency: str, now: datetime) -> str | None:
        """The id of the letter to be posted next: the one that came first among the first of each case, where it is
        due, and where no earlier one of its case is still on its way to here."""
        ...

    def standing(self) -> Mapping[str, LettersOf]:
        """How it stands with the letters of each agency that has some which it did not take yet."""
        ...

    def of(self, agency: str, state: LetterState, limit: int) -> Sequence[Letter]:
        """The agency's letters in one state, those that came first at the beginning."""
        ...


def keep_letter(received: Received, _loaded: Loaded) -> Change:
    """A letter came through the queue of those that are posted: from now on it is posted until it is taken."""
    signature = received.headers.get("jws")
    if not isinstance(signature, str):
        raise Never("the letter is not signed")
    letter = Letter(
        id=received.id,
        version=1,
        agency=received.routing_key,
        dossier=received.subject,
        type=received.type,
        sequence=received.sequence,
        body=received.raw,
        signature=signature,
        came_at=received.time,
        next_at=received.time,
    )
    return Change(saved=(letter,))


@dataclass(frozen=True, slots=True)
class Poster:
    """One copy of the poster; of several, the one that claimed a letter posts it."""

    work: Work
    letters: Letters
    box: PostBox
    rules: WebhookRules
    clock: Clock

    def post_to(self, key: str) -> bool:
        """Post what is due to one agency, in a row; False once it did not take one. Raises StoreAway."""
        for _ in range(IN_A_ROW):
            id = self.letters.next_of(key, self.clock())
            if id is None:
                break
            try:
                if not self._post(key, id):
                    return False
            except Conflict:  # another copy has it
                break
        return True

    def _post(self, key: str, id: str) -> bool:
        loaded = self.work.load(Key(Letter, id), Key(Agency, key))
        letter, agency = loaded.get(Letter, id), loaded.get(Agency, key)
        if letter is None or agency is None or letter.state is not LetterState.WAITING:
            return False
        if not agency.active or agency.delivery is not Delivery.WEBHOOK:
            return False  # it waits, and no try is counted, until the agency is connected again
        letter = letter.claimed(self.clock())
        self._save(letter)
        try:
            self.box.post(agency.webhook_url, letter.body, _headers(letter))
        except NotTaken as refusal:
            self._save(letter.refused(self.clock(), str(refusal), self.rules.pause_after(letter.attempts)))
            return False
        self._save(letter.taken(self.clock()))
        return True

    def _save(self, letter: Letter) -> None:
        self.work.commit(Change(saved=(letter,)), Context("service:routing", self.clock(), letter.id))


def post_again(work: Work, context: Context, key: str, id: str) -> Letter:
    """A person wants a stuck letter posted now. Raises NoSuchLetter, NotStuck, Conflict, StoreAway."""
    letter = work.load(Key(Letter, id)).get(Letter, id)
    if letter is None or letter.agency != key:
        raise NoSuchLetter(id)
    again = letter.again(context.at)
    work.commit(Change(saved=(again,)), context)
    return again


def _headers(letter: Letter) -> dict[str, str]:
    return {
        "Content-Type": "application/cloudevents+json",
        "JWS": letter.signature,
        "Motcua-Attempt": str(letter.attempts),
        "User-Agent": "motcua-routing",
    }
