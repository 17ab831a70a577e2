"""What a provider over HTTP wants and answers, read from a JSON file; a wrong one is refused with its field.

Words in braces are filled in: ``{text}``, ``{id}`` …; ``{unicode?1:0}`` writes one of two; ``"{values}"`` alone becomes
an object of what stands in the placeholders, for a provider that knows the words by a number (``{template}``). Places
in JSON are JSON pointers. ``statuses`` says what an HTTP status means, ``code`` that the body's code says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

WORDS = frozenset(
    {
        "url",
        "account",
        "secret",
        "basic",
        "brandname",
        "callback_url",
        "id",
        "text",
        "phone_national",
        "phone",
        "phone_digits",
        "template",
    }
)
FLAGS = frozenset({"unicode", "sandbox"})
# Neither may end up in what servers in between write down.
PERSONAL = frozenset({"text", "phone", "phone_national", "phone_digits"})
VALUES = "{values}"
WORD = re.compile(r"\{(\w+)(?:\?([^:{}]*):([^{}]*))?\}")
NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")
HEADER = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
METHODS, BODIES = ("POST", "PUT"), ("json", "form")
CODE = "code"
Format = Literal["esms", "zalo"]
FORMATS: tuple[Format, ...] = ("esms", "zalo")
MEANINGS = ("accepted", "accepted_before", "refused", "failed", "unknown")
FIELDS = frozenset(
    {"name", "method", "url", "headers", "body_as", "body", "idempotency", "answer", "receipts", "look_up", "inbound"}
)
LOOK_UP_FIELDS = frozenset({"path", "headers", "answer", "not_there"})
LOOK_UP_WORDS = frozenset({"id", "provider_id", "account", "secret"})
ANSWER_FIELDS = frozenset({"statuses", "code", "codes", "other_codes", "provider_id"})
RECEIPT_FIELDS = frozenset({"message_id", "provider_id", "status", "delivered", "failed"})


class BadMapping(ValueError):
    """A mapping that can't be used; begins with the pointer of the field."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field


@dataclass(frozen=True, slots=True)
class Receipts:
    """Where a callback tells our id, the provider's id and how it went on, and its words for that."""

    message_id: str
    provider_id: str | None
    status: str
    delivered: frozenset[str]
    failed: frozenset[str]


@dataclass(frozen=True, slots=True)
class LookUpMapping:
    """How to ask what became of a message: ``path`` at the provider's site, by GET; ``not_there`` are HTTP statuses."""

    path: str
    headers: Mapping[str, str]
    answer: Receipts | Literal["esms"]
    not_there: frozenset[int]


@dataclass(frozen=True, slots=True)
class HttpMapping:
    """One provider. ``idempotency`` is where it looks for our id; None: a repetition would be sent twice."""

    name: str
    method: str
    url: str
    headers: Mapping[str, str]
    body_as: str
    body: Mapping[str, Any]
    idempotency: str | None
    statuses: Mapping[int, str]
    code: str | None
    codes: Mapping[str, str]
    other_codes: str
    provider_id: str | None
    receipts: Receipts | Format | None
    look_up: LookUpMapping | None = None


def read_mapping(told: Any) -> HttpMapping:
    """Raises BadMapping."""
    if not isinstance(told, Mapping):
        raise BadMapping("/", "must be an object")
    _known(told, FIELDS, "")
    name = told.get("name")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise BadMapping("/name", "must be a word of a-z, 0-9 and -, at most 32 long")
    url, headers, body = _text(told, "url"), told.get("headers", {}), told.get("body")
    _check_words(url, "/url", WORDS - PERSONAL)
    if not url.startswith("{url}"):
        raise BadMapping("/url", "must begin with {url}, which the settings say")
    _check_headers(headers)
    if not isinstance(body, Mapping) or not body:
        raise BadMapping("/body", "must be an object that is not empty")
    for pointer, leaf in _leaves(body, ""):
        _check_words(leaf if leaf != VALUES else "", f"/body{pointer}", WORDS)
    by_number = all(any(word in leaf for _, leaf in _leaves(body, "")) for word in ("{template}", VALUES))
    if not by_number and not any("{text}" in leaf for _, leaf in _leaves(body, "")):
        raise BadMapping("/body", "must have {text} somewhere, or {template} and {values}")
    answer = told.get("answer")
    if not isinstance(answer, Mapping):
        raise BadMapping("/answer", "must be an object")
    body_as = _one_of(told, "body_as", BODIES)
    if body_as == "form" and any(not isinstance(value, str) for value in body.values()):
        raise BadMapping("/body", "must be flat, as it is sent as a form")
    return HttpMapping(
        name, _one_of(told, "method", METHODS), url, headers, body_as, body,
        _idempotency(told, url, headers, body), **_answer(answer), receipts=_receipts(told.get("receipts")),
        look_up=_look_up(told.get("look_up")),
    )  # fmt: skip


def found_at(pointer: str, content: Any) -> Any:
    """What stands at the JSON pointer. Raises LookupError, TypeError, ValueError where nothing does."""
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        content = content[int(key)] if isinstance(content, list) else content[key]
    return content


def filled(
    template: Any, words: Mapping[str, str], flags: Mapping[str, bool], values: Mapping[str, str] | None = None
) -> Any:
    """The template with its words; what is no text stays as it is."""
    if template == VALUES and values is not None:
        return dict(values)
    if isinstance(template, str):
        return WORD.sub(lambda hit: _word(hit, words, flags), template)
    if isinstance(template, Mapping):
        return {name: filled(value, words, flags, values) for name, value in template.items()}
    return [filled(one, words, flags, values) for one in template] if isinstance(template, list) else template


def _word(hit: re.Match[str], words: Mapping[str, str], flags: Mapping[str, bool]) -> str:
    name, yes, no = hit.group(1), hit.group(2), hit.group(3)
    return words[name] if yes is None else yes if flags[name] else no


def _answer(told: Mapping[str, Any]) -> dict[str, Any]:
    _known(told, ANSWER_FIELDS, "/answer")
    statuses, codes = _meanings(told, "statuses", (CODE, *MEANINGS)), _meanings(told, "codes", MEANINGS)
    if not statuses:
        raise BadMapping("/answer/statuses", "must say what at least one status means")
    for status in statuses:
        if not re.fullmatch(r"[1-5][0-9]{2}", status):
            raise BadMapping(f"/answer/statuses/{status}", "is no HTTP status")
    code = _pointer(told, "code", "/answer")
    if CODE in statuses.values() and (code is None or not codes):
        raise BadMapping("/answer/code", "is missing, or codes are, while a status refers to it")
    if "accepted" not in {*statuses.values(), *codes.values()}:
        raise BadMapping("/answer", "no status and no code means accepted")
    other = told.get("other_codes", "failed")
    if other not in ("failed", "refused", "unknown"):
        raise BadMapping("/answer/other_codes", "must be failed, refused or unknown")
    return {
        "statuses": {int(status): meaning for status, meaning in statuses.items()}, "code": code, "codes": codes,
        "other_codes": other, "provider_id": _pointer(told, "provider_id", "/answer"),
    }  # fmt: skip


def _look_up(told: Any) -> LookUpMapping | None:
    if told is None:
        return None
    if not isinstance(told, Mapping):
        raise BadMapping("/look_up", "must be null or an object")
    _known(told, LOOK_UP_FIELDS, "/look_up")
    path, headers, not_there = told.get("path"), told.get("headers", {}), told.get("not_there", [])
    if not isinstance(path, str) or not path.startswith("/") or not ("{id}" in path or "{provider_id}" in path):
        raise BadMapping("/look_up/path", "must begin with / and name {id} or {provider_id}")
    _check_words(path, "/look_up/path", LOOK_UP_WORDS)
    _check_headers(headers, "/look_up", LOOK_UP_WORDS)
    if not isinstance(not_there, list) or not all(isinstance(one, int) and 400 <= one < 500 for one in not_there):
        raise BadMapping("/look_up/not_there", "must be a list of HTTP statuses 4xx")
    answer = told.get("answer")
    if isinstance(answer, Mapping):  # it is asked about one message, so that the answer need not name it
        answer = {"message_id": "/", **answer}
    read = _receipts(answer, "/look_up/answer")
    if read is None or read == "zalo":
        raise BadMapping("/look_up/answer", "is missing, or no format that can be asked for")
    return LookUpMapping(path, headers, read, frozenset(not_there))


def _receipts(told: Any, place: str = "/receipts") -> Receipts | Format | None:
    if told is None:
        return None
    for known in FORMATS:
        if told == known:
            return known
    if not isinstance(told, Mapping):
        raise BadMapping(place, f"must be {', '.join(FORMATS)}, null or an object")
    _known(told, RECEIPT_FIELDS, place)
    message_id, status = _pointer(told, "message_id", place), _pointer(told, "status", place)
    if message_id is None or status is None:
        raise BadMapping(f"{place}/" + ("message_id" if message_id is None else "status"), "is missing")
    words = []
    for name in ("delivered", "failed"):
        some = told.get(name)
        if not isinstance(some, list) or not some or not all(isinstance(one, str) for one in some):
            raise BadMapping(f"{place}/{name}", "must be a list of texts")
        words.append(frozenset(some))
    return Receipts(message_id, _pointer(told, "provider_id", place), status, words[0], words[1])


def _idempotency(told: Mapping[str, Any], url: str, headers: Mapping[str, str], body: Mapping[str, Any]) -> str | None:
    if "idempotency" not in told:
        raise BadMapping("/idempotency", "is missing; null says that the provider knows no repetition")
    place = told["idempotency"]
    if place is None:
        return None
    kind, _, where = place.partition(":") if isinstance(place, str) else ("", "", "")
    try:
        text = found_at(where, body) if kind == "body" else headers[where] if kind == "header" else {"url": url}[kind]
    except (LookupError, TypeError, ValueError):
        raise BadMapping("/idempotency", "must be url, header:<name> or body:<pointer> of a field there is") from None
    if "{id}" not in str(text):
        raise BadMapping("/idempotency", "the field does not hold {id}")
    return str(place)


def _check_headers(headers: Any, place: str = "", words: frozenset[str] = WORDS - PERSONAL) -> None:
    if not isinstance(headers, Mapping):
        raise BadMapping(f"{place}/headers", "must be an object")
    for name, value in headers.items():
        if not HEADER.fullmatch(name) or not isinstance(value, str) or not value.isprintable():
            raise BadMapping(f"{place}/headers/{name}", "is no header with a text of one line")
        _check_words(value, f"{place}/headers/{name}", words)


def _check_words(template: str, field: str, allowed: frozenset[str]) -> None:
    for hit in WORD.finditer(template):
        name, is_flag = hit.group(1), hit.group(2) is not None
        if name not in (FLAGS if is_flag else allowed):
            raise BadMapping(field, f"{{{name}}} can't stand here")
    if re.search(r"[{}]", WORD.sub("", template)):
        raise BadMapping(field, "has a brace that does not belong to a word")


def _leaves(content: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(content, str):
        yield pointer, content
    inner = content.items() if isinstance(content, Mapping) else enumerate(content) if isinstance(content, list) else ()
    for name, value in inner:
        yield from _leaves(value, f"{pointer}/{name}")


def _known(told: Mapping[str, Any], fields: frozenset[str], pointer: str) -> None:
    for name in told:
        if name not in fields:
            raise BadMapping(f"{pointer}/{name}", "is not known")


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not value:
        raise BadMapping(f"/{name}", "must be a text")
    return value


def _one_of(told: Mapping[str, Any], name: str, choices: tuple[str, ...]) -> str:
    value = told.get(name)
    if value not in choices:
        raise BadMapping(f"/{name}", f"must be one of {', '.join(choices)}")
    return str(value)


def _pointer(told: Mapping[str, Any], name: str, pointer: str) -> str | None:
    value = told.get(name)
    if value is not None and (not isinstance(value, str) or not value.startswith("/")):
        raise BadMapping(f"{pointer}/{name}", "must be a JSON pointer")
    return value


def _meanings(told: Mapping[str, Any], name: str, choices: tuple[str, ...]) -> dict[str, str]:
    value = told.get(name, {})
    if not isinstance(value, Mapping):
        raise BadMapping(f"/answer/{name}", "must be an object")
    for key, meaning in value.items():
        if meaning not in choices:
            raise BadMapping(f"/answer/{name}/{key}", f"must be one of {', '.join(choices)}")
    return dict(value)
