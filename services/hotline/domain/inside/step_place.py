"""The step of a procedure at which something went wrong, as somebody of the desk found it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.hotline.domain.errors import InvalidValue, Words

LONGEST = 200
# Steps that every dossier has, before and after the agencies'.
FRONT = (("reception", Words("Tiếp nhận tại Bộ phận Một cửa", "Reception")),
         ("return", Words("Trả kết quả", "Handing over the result")))  # fmt: skip
NO_STEP = Words("Chọn một bước, hoặc ghi rõ bước nào", "Choose a step, or say which one")
TOO_LONG = Words("Ghi ngắn lại, không quá 200 chữ", "Keep it under 200 characters")


@dataclass(frozen=True, slots=True)
class StepPlace:
    """``procedure`` and ``step`` by name; ``step_key`` is the route's own key of the step, empty where the desk said it
    in words; ``agency`` the code of who has the step, empty for the reception unit."""

    procedure: str
    step_key: str
    step: str
    agency: str = ""
    agency_name: str = ""
    said_by: str = ""


def chosen(choices: Sequence[StepPlace], key: str, words: str) -> StepPlace:
    """The step with this key (``step/agency``), or what was said in words. Raises InvalidValue."""
    found = next((one for one in choices if key_of(one) == key), None)
    if found is not None:
        return found
    told = " ".join(words.split())
    if not told:
        raise InvalidValue(NO_STEP)
    if len(told) > LONGEST:
        raise InvalidValue(TOO_LONG)
    return StepPlace(choices[0].procedure if choices else "", "", told)


def key_of(one: StepPlace) -> str:
    """By what a form names it."""
    return f"{one.step_key}/{one.agency}"
