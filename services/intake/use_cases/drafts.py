"""Drafts of filings: kept on the server for those who signed in, opened to an officer who is told the help code."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from services.intake.domain.contact_log import Contact, Means, Met
from services.intake.domain.draft import HELP_DIGITS, Draft, no_such_draft
from services.intake.domain.errors import FieldFault, InvalidRequest, Words
from services.intake.domain.personal import InvalidValue, read_phone
from services.intake.use_cases.changing import change_one, decide_again, load_one
from services.intake.use_cases.ownership import account_to_file_for
from services.intake.use_cases.ports import Ports
from shared.security.access import Grant
from shared.security.caller import Caller
from shared.store.change import Change, Context

KEEP, HELP = "draft.keep", "draft.help"
# A draft is a form as it was typed: short fields, few of them.
MOST_FIELDS, LONGEST_NAME, LONGEST_FIELD, LONGEST_ALL = 80, 80, 4000, 40_000
NOT_KEPT = frozenset({"once", "draft", "another", "save", "csrf_token"})


def save_draft(
    ports: Ports,
    caller: Caller,
    values: Mapping[str, str],
    context: Context,
    *,
    id: str | None = None,
    account: str | None = None,
) -> Draft:
    """A new draft, or the one of this id with what was typed since; kept for so many days from now on.

    Raises Forbidden, NotFound, InvalidRequest, Conflict, StoreAway.
    """
    grant = ports.access.grant(caller, KEEP)
    kept = read_values(values)
    if id:
        return _changed(ports, grant, id, lambda one: one.save(kept, context.at, ports.people.draft_kept), context)
    (owner,) = account_to_file_for(grant, account)
    draft = Draft(
        id=ports.people.new_id(),
        version=1,
        owner=owner,
        procedure=kept.get("procedure", ""),
        kind=kept.get("kind", ""),
        values=kept,
        saved_at=context.at,
        expires_at=context.at + ports.people.draft_kept,
    )
    ports.work.commit(Change(saved=(draft,)), context)
    return draft


def my_drafts(ports: Ports, caller: Caller) -> tuple[Draft, ...]:
    """Of every account that the caller files for. Raises Forbidden."""
    grant = ports.access.grant(caller, KEEP)
    return tuple(ports.people.owned.drafts(sorted(grant.accounts), ports.clock()))


def view_draft(ports: Ports, caller: Caller, id: str) -> Draft:
    """Raises Forbidden, NotFound."""
    return _mine(ports.access.grant(caller, KEEP), _open(ports, id))


def throw_away(ports: Ports, caller: Caller, id: str, context: Context) -> Draft:
    """Nothing of what was typed stays. Raises Forbidden, NotFound."""
    grant = ports.access.grant(caller, KEEP)
    return _changed(ports, grant, id, lambda one: one.thrown_away(context.at), context)


def ask_help(ports: Ports, caller: Caller, id: str, context: Context) -> str:
    """The code to be said at the desk, shown this once. Raises Forbidden, NotFound."""
    grant = ports.access.grant(caller, KEEP)
    code = ports.people.new_digits(HELP_DIGITS)
    _changed(ports, grant, id, lambda one: one.ask_help(_digest(ports, code), context.at), context)
    return code


def end_help(ports: Ports, caller: Caller, id: str, context: Context) -> Draft:
    """No officer sees it any more. Raises Forbidden, NotFound."""
    return _changed(ports, ports.access.grant(caller, KEEP), id, lambda one: one.end_help(), context)


def open_helped(ports: Ports, caller: Caller, code: str, context: Context) -> Draft:
    """The draft whose owner said this code at the desk, and a line in the contact log. Raises Forbidden,
    InvalidRequest, TooManyAttempts, StoreAway."""
    grant = ports.access.grant(caller, HELP)
    grant.require(unit=ports.unit.code)
    ports.limits.take("help-officer", caller.id)
    said = re.sub(r"[\s-]", "", code)
    id = ports.people.owned.helped_draft(_digest(ports, said)) if re.fullmatch(r"[0-9]{8}", said) else None
    wrong = InvalidRequest(
        (FieldFault("/code", Words("Mã chưa đúng hoặc đã hết hạn", "The code is not right, or no longer valid")),)
    )
    if id is None:
        raise wrong
    opened: list[Draft] = []

    def decide() -> Change:
        draft = load_one(ports.work, Draft, id, no_such_draft)
        help = draft.help
        if help is None or help.digest != _digest(ports, said) or not help.is_open(context.at):
            raise wrong
        opened[:] = [draft.opened(caller.id, context.at)]
        return Change(saved=(opened[0], _met(ports, opened[0], caller.id, context)))

    decide_again(ports.work, decide, context)
    return opened[0]


def view_helped(ports: Ports, caller: Caller, id: str) -> Draft:
    """The draft that this officer was told the code of, while the time for help lasts. Raises Forbidden, NotFound."""
    ports.access.grant(caller, HELP).require(unit=ports.unit.code)
    return before_officer(_open(ports, id), caller, ports)


def save_helped(ports: Ports, caller: Caller, id: str, values: Mapping[str, str], context: Context) -> Draft:
    """What the officer typed for its owner, who finds it in the draft. Raises Forbidden, NotFound, InvalidRequest."""
    ports.access.grant(caller, HELP).require(unit=ports.unit.code)
    kept = read_values(values)

    def rule(draft: Draft) -> Draft:
        return before_officer(draft, caller, ports).save(kept, context.at, ports.people.draft_kept)

    return change_one(ports.work, Draft, id, rule, context, no_such_draft)


def draft_to_file(ports: Ports, grant: Grant, id: str) -> Draft:
    """The draft that a filing comes from: one's own, or the one that an officer has open. Raises NotFound."""
    draft = _open(ports, id)
    return before_officer(draft, grant.caller, ports) if grant.caller.kind == "staff" else _mine(grant, draft)


def before_officer(draft: Draft, caller: Caller, ports: Ports) -> Draft:
    """Raises NotFound where it is not open to this officer, or no longer."""
    if not draft.is_before(caller.id, ports.clock()):
        raise no_such_draft()
    return draft


def read_values(values: Mapping[str, str]) -> dict[str, str]:
    """The form's fields, but for those that belong to one sending of it. Raises InvalidRequest: too much."""
    kept = {name: text for name, text in values.items() if name not in NOT_KEPT and text.strip()}
    too_long = any(len(name) > LONGEST_NAME or len(text) > LONGEST_FIELD for name, text in kept.items())
    if too_long or len(kept) > MOST_FIELDS or sum(map(len, kept.values())) > LONGEST_ALL:
        raise InvalidRequest((FieldFault("/values", Words("Nội dung quá dài", "There is too much in it")),))
    return kept


def _open(ports: Ports, id: str) -> Draft:
    draft = load_one(ports.work, Draft, id, no_such_draft)
    if not draft.is_open(ports.clock()):
        raise no_such_draft()
    return draft


def _mine(grant: Grant, draft: Draft) -> Draft:
    if not grant.owns({draft.owner}):
        raise no_such_draft()
    return draft


def _changed(ports: Ports, grant: Grant, id: str, rule: Callable[[Draft], Draft], context: Context) -> Draft:
    return change_one(ports.work, Draft, id, lambda one: rule(_mine(grant, one)), context, no_such_draft)


def _digest(ports: Ports, code: str) -> str:
    return ports.people.digest("help-code", code)


def _met(ports: Ports, draft: Draft, officer: str, context: Context) -> Contact:
    try:
        phone: str | None = read_phone(draft.values.get("applicant-phone", ""))
    except InvalidValue:
        phone = None
    return Contact(
        id=ports.people.new_id(),
        unit=ports.unit.code,
        at=context.at,
        officer=officer,
        means=Means.DRAFT,
        about="",
        met=Met(draft.values.get("applicant-name", "")[:200], phone),
        procedure=draft.procedure,
        account=draft.owner,
    )
