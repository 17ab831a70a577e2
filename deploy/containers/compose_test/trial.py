"""What the steps hand on to one another: the system, its officer, and every dossier accepted so far."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import requests

from deploy.containers.compose_test.books import Outside, balance
from deploy.containers.compose_test.people import Filed, Officer, People
from deploy.containers.compose_test.system import System
from deploy.demo.api import Front

# Asked for one by one, as a telephone network would; in the container, as the way in shows pages only.
PHONES = """
import json, sys, urllib.request
found = []
for phone in sys.argv[1:]:
    with urllib.request.urlopen(f"http://127.0.0.1:8000/messages?phone={phone}") as answer:
        found += json.load(answer)["items"]
print(json.dumps(found))
"""
Json = dict[str, Any]


@dataclass
class Trial:
    """One run. ``accepted`` grows with every step that puts people to work."""

    system: System
    accepted: list[Filed] = field(default_factory=list)
    images: dict[str, str] = field(default_factory=dict)
    _officer: Officer | None = None

    @property
    def officer(self) -> Officer:
        """The member of staff who accepts and looks things up; signed in once for all steps."""
        if self._officer is None:
            accounts = json.loads(self.system.accounts.read_text("utf-8"))
            self._officer = Officer(self.system.url, "reception", accounts["reception"])
        return self._officer

    def people(self, *, patient: bool = False, crowd: int = 3) -> People:
        """A crowd to be put to work."""
        return People(self.system.url, self.officer, crowd=crowd, patient=patient)

    def balance(self, filed: list[Filed], *, outside: bool = True) -> str:
        """The books of these dossiers, those of the world outside included where it still knows."""
        world = Outside(self._sms, self._letters) if outside else None
        return balance(Front(self.system.url), self.officer, filed, world)

    def _sms(self, phones: Sequence[str]) -> list[Json]:
        told = self.system.compose("exec", "-T", "sms-gateway", "python3", "-c", PHONES, *phones)
        return list(json.loads(told))

    def _letters(self, box: str) -> list[Json]:
        answer = requests.get(f"{self.system.url}/simulators/letters.json", params={"box": box}, timeout=30)
        answer.raise_for_status()
        return list(answer.json()["items"])
