"""The made parts of docs/agencies.md: tables from the contracts, the sheet, and the examples' own files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from deploy.local.home import ROOT
from deploy.simulators.agency_check.named import DOSSIERS

PAGE = ROOT / "docs" / "agencies.md"
EXAMPLES = PAGE.parent / "examples" / "agency"
PART = re.compile(r"(?P<begin><!-- made: (?P<name>[a-z-]+) -->\n).*?(?P<end><!-- end -->)", re.DOTALL)


# What is said of messages beside the main way, where the contract has them.
BESIDE: Mapping[str, str] = {
    "agency.task.progressed.v1": (
        "**Progress** is told by `task.progressed`, between acknowledgement and decision, as often as it is "
        "worth telling. It is numbered with the answers."
    ),
    "agency.task.refused.v1": (
        "**Not yours**: `task.refused` with the reason, instead of the acknowledgement or behind it. Another "
        "agency gets the task."
    ),
    "agency.opinion.requested.v1": (
        "**Another agency's opinion** is asked by `opinion.requested`, with its code. Your own clock runs on."
        " The answer comes as a letter; where it is late, you are told, and may decide without it."
    ),
    "agency.papers.requested.v1": (
        "**Papers as files** stand in the letter's `papers`, each with its size, SHA-256 and a `link` (GET) "
        "that is good while the task lasts. `papers.requested` brings new links by `papers.sent`, or small "
        "papers within the letter."
    ),
    "agency.result.refused.v1": (
        "**The file of a result** goes into the decision's `result.file`: in base64 up to 256 KB; a larger "
        "one is PUT to the letter's `upload` before, with its `Content-Digest`, and named by its `upload_id`."
        " Where it is not taken, `result.refused` says why; the decision stands."
    ),
    "agency.task.reminded.v1": ("**Reminders** (`task.reminded`) ask for nothing but the task itself."),
    "agency.message.refused.v1": (
        "**What is not taken** of your messages is told by `message.refused`, where the broker vouches that "
        "it was you who sent it: `reason` is for programs, `words` are for people. Mend it and send it under "
        "a new `id`; never answer it with an error."
    ),
    "agency.letter.refused.v1": (
        "**A letter that you cannot take** may be refused in writing, by `letter.refused`, besides being given back."
    ),
}


def made(page: str, document: Mapping[str, Any]) -> str:
    """The page with each part between ``<!-- made: NAME -->`` and ``<!-- end -->`` made anew from the AsyncAPI
    document and the examples. Raises KeyError for a name that is not known."""
    return PART.sub(lambda part: f"{part['begin']}{PARTS[part['name']](document)}\n{part['end']}", page)


def difference(document: Mapping[str, Any]) -> list[str]:
    """A line where the page is not as it would be made."""
    page = PAGE.read_text("utf-8")
    return [] if made(page, document) == page else [f"docs/{PAGE.name} is out of date"]


def write(document: Mapping[str, Any]) -> None:
    """Make the page's parts anew."""
    PAGE.write_text(made(PAGE.read_text("utf-8"), document), "utf-8")


def _sheet(document: Mapping[str, Any]) -> str:
    return _code("json", json.dumps(document["x-agency"]["sheet"], ensure_ascii=False, indent=2))


def _letter(document: Mapping[str, Any]) -> str:
    example = document["components"]["messages"]["agency.task.assigned.v1"]["examples"][0]
    return _code("json", json.dumps(example["payload"], ensure_ascii=False, indent=2))


def _limits(document: Mapping[str, Any]) -> str:
    side = document["x-agency"]
    return "\n".join(
        (
            "| of an agency with the code " + f"`{side['code']}` | is |",
            "|---|---|",
            f"| key, the code without dots | `{side['key']}` |",
            f"| user on the broker, and `user_id` of every reply | `{side['user']}` |",
            f"| queue, which it may read | `{side['queue']}` |",
            f"| exchange, to which it may write | `{side['replies_exchange']}` |",
            f"| routing keys that it may write | those that match `{side['rights']['routing_keys']}`: "
            f"`{side['key']}.<type>` |",
            "| what it may declare, bind or delete | nothing |",
            f"| `source` of its messages | `{side['source']}` |",
            f"| content type | `{side['content_type']}` |",
            f"| largest body, both ways | {side['largest_body']:,} bytes |",
            f"| deliveries of a letter, before the broker gives it back to the centre | {side['delivery_limit']} |",
        )
    )


def _envelope(document: Mapping[str, Any]) -> str:
    envelope = document["components"]["schemas"]["envelope"]
    rows = (
        f"| `{name}` | {'yes' if name in envelope['required'] else 'no'} | {_cell(field['description'])} |"
        for name, field in envelope["properties"].items()
    )
    return "\n".join(("| field | needed | means |", "|---|---|---|", *rows))


def _messages(document: Mapping[str, Any], prefix: str) -> str:
    types = [name.removeprefix(prefix) for name in document["operations"] if name.startswith(prefix)]
    rows = (
        f"| [`{type}`](../shared/contracts/events/{type}.json) | {_fields(document, type)} | "
        f"{_cell(document['components']['messages'][type]['summary'])} |"
        for type in types
    )
    return "\n".join(("| type | `data` (*italic*: may be left out) | says |", "|---|---|---|", *rows))


def _fields(document: Mapping[str, Any], type: str) -> str:
    schema = document["components"]["schemas"][f"{type}.data"]
    needed = set(schema.get("required", ()))
    return " ".join(f"`{name}`" if name in needed else f"*`{name}`*" for name in schema.get("properties", ()))


def _beside(document: Mapping[str, Any]) -> str:
    known = document["components"]["messages"]
    return "\n".join(f"- {words}" for type, words in BESIDE.items() if type in known)


def _dossiers(_: Mapping[str, Any]) -> str:
    rows = (f"| `{one.name}` | {_cell(one.about)} | {_cell(one.duty)} |" for one in DOSSIERS)
    return "\n".join(("| dossier | the centre | your program |", "|---|---|---|", *rows))


def _file(language: str, path: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda _: _code(language, (EXAMPLES / path).read_text("utf-8"))


def _code(language: str, text: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


PARTS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "sheet": _sheet,
    "letter": _letter,
    "limits": _limits,
    "envelope": _envelope,
    "letters": lambda document: _messages(document, "agency.reads."),
    "replies": lambda document: _messages(document, "agency.tells."),
    "dossiers": _dossiers,
    "beside": _beside,
    "python": _file("python", "python/agency.py"),
    "node": _file("javascript", "node/agency.mjs"),
    "package": _file("json", "node/package.json"),
}


def unused(page: str) -> Iterable[str]:
    """Parts that the page does not show."""
    return set(PARTS) - {part["name"] for part in PART.finditer(page)}
