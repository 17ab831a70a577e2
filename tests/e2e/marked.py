"""Unmistakable personal values, and a dossier that was walked with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import requests

from tests.support.marks import Invented, Mark

Json = dict[str, Any]


class Marked:
    """Makes up personal values and remembers each as a mark."""

    def __init__(self, seed: int) -> None:
        self.marks: list[Mark] = []
        self._invented = Invented(seed)

    def text(self, name: str, around: str = "{}") -> str:
        """Only the made-up word is the mark, so that half a name is found as well."""
        word = self._invented.word()
        self.marks.append(Mark(name, word))
        return around.format(word)

    def phone(self, name: str) -> str:
        return self._kept(Mark(name, self._invented.phone(), "phone"))

    def number(self, name: str, digits: int) -> str:
        return self._kept(Mark(name, self._invented.digits(digits), "number"))

    def day(self, name: str) -> str:
        return self._kept(Mark(name, self._invented.birth_date(), "day"))

    def email(self, name: str) -> str:
        address = self._invented.email()
        self.marks.append(Mark(f"{name}, local part", address.partition("@")[0]))
        return self._kept(Mark(name, address))

    def secret(self, name: str, value: str) -> str:
        return self._kept(Mark(name, value, "secret"))

    def person(self, base: str) -> Json:
        """Somebody who acts for the applicant."""
        return {
            "name": self.text(f"{base}.name", "Lưu Văn {}"), "identity_number": self.number(f"{base}.identity", 12),
            "phone": self.phone(f"{base}.phone"), "email": self.email(f"{base}.email"),
            "address": self.text(f"{base}.address", "Thôn {}"), "paper": self.text(f"{base}.paper", "Giấy {} số 5"),
        }  # fmt: skip

    def _kept(self, mark: Mark) -> str:
        self.marks.append(mark)
        return mark.value


@dataclass
class Walked:
    """A dossier that was given back: what nobody else may learn of it, and all answers that people got on the way."""

    marked: Marked
    code: str = ""
    owner: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    answers: list[requests.Response] = field(default_factory=list, repr=False)
