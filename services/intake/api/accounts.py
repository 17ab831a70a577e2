"""Accounts over the API: sign-in codes, profile, own dossiers, businesses and their members, drafts."""

from __future__ import annotations

from typing import Any

from services.intake.api import shown
from services.intake.api.schemas.accounts import (
    BusinessRequest,
    ClaimRequest,
    DraftRequest,
    InvitationRequest,
    OwnQuery,
    ProfileRequest,
    ReachCodeRequest,
    RoleRequest,
    SignInCodeRequest,
    SignInCodeSchema,
)
from services.intake.api.shown import people as shown_people
from services.intake.domain.one_time_code import LIFETIME
from services.intake.use_cases import businesses, drafts
from services.intake.use_cases.claim_dossier import claim_dossier, list_own
from services.intake.use_cases.one_time_codes import ask_reach_code, ask_sign_in_code, confirm_reach
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.profile import edit_profile, view_account
from shared.http.correlation import current_caller, request_context
from shared.http.parsing import Blueprint
from shared.http.problems import field_problem
from shared.http.rate_limits import client_address
from shared.security.access import needs, public
from shared.store.change import Context
from shared.working_time.calendar import local

SECONDS = int(LIFETIME.total_seconds())


def accounts_blueprint(ports: Ports) -> Blueprint:
    blueprint = Blueprint("accounts", __name__, description="accounts of citizens and businesses")
    _add_account(blueprint, ports)
    _add_own(blueprint, ports)
    _add_businesses(blueprint, ports)
    _add_members(blueprint, ports)
    _add_drafts(blueprint, ports)
    return blueprint


def _context(ports: Ports) -> Context:
    return request_context(clock=ports.clock)


def _add_account(blueprint: Blueprint, ports: Ports) -> None:
    @blueprint.route("/sign-in-codes", methods=["POST"])
    @blueprint.arguments(SignInCodeRequest)
    @blueprint.response(202, SignInCodeSchema)
    @public
    def ask_code(body: dict[str, Any]) -> Any:
        """Send a code of six digits; the answer is the same whether or not there is an account."""
        where = ask_sign_in_code(
            ports,
            body["phone"] or body["email"],
            _context(ports),
            address=client_address(),
            language=body["language"],
        )
        return {"sent_to": where.masked, "expires_in": SECONDS}

    @blueprint.route("/account", methods=["GET"])
    @blueprint.response(200)
    @needs("account.view")
    def account() -> Any:
        """The caller's own account."""
        return shown_people.account(view_account(ports, current_caller()))

    @blueprint.route("/account", methods=["PUT"])
    @blueprint.arguments(ProfileRequest)
    @blueprint.response(200)
    @needs("account.edit")
    def edit(body: dict[str, Any]) -> Any:
        """What the caller tells of themselves, to be filled into forms."""
        today = local(ports.clock()).date()
        return shown_people.account(edit_profile(ports, current_caller(), body, today, _context(ports)))

    @blueprint.route("/account/reach-codes", methods=["POST"])
    @blueprint.arguments(SignInCodeRequest)
    @blueprint.response(202, SignInCodeSchema)
    @needs("account.edit")
    def ask_new(body: dict[str, Any]) -> Any:
        """Send a code to another phone or mailbox of the caller."""
        where = ask_reach_code(
            ports,
            current_caller(),
            body["phone"] or body["email"],
            _context(ports),
            address=client_address(),
            language=body["language"],
        )
        return {"sent_to": where.masked, "expires_in": SECONDS}

    @blueprint.route("/account/reach", methods=["PUT"])
    @blueprint.arguments(ReachCodeRequest)
    @blueprint.response(200)
    @needs("account.edit")
    def confirm_new(body: dict[str, Any]) -> Any:
        """The other phone or mailbox instead of the one of its kind, proved by its code."""
        reach = body["phone"] or body["email"]
        return shown_people.account(confirm_reach(ports, current_caller(), reach, body["code"], _context(ports)))


def _add_own(blueprint: Blueprint, ports: Ports) -> None:
    @blueprint.route("/account/dossiers", methods=["GET"])
    @blueprint.arguments(OwnQuery, location="query")
    @blueprint.response(200)
    @needs("dossier.list-own")
    def own(query: dict[str, Any]) -> Any:
        """The dossiers of every account that the caller acts for, or of one of them, the newest first."""
        try:
            page = list_own(
                ports, current_caller(), account=query["account"], cursor=query["cursor"], limit=query["limit"]
            )
        except ValueError:
            raise field_problem("/cursor", "Not a cursor of this list.", location="query") from None
        return {"items": [shown.row(one) for one in page.items], "next": page.next}

    @blueprint.route("/account/dossiers", methods=["POST"])
    @blueprint.arguments(ClaimRequest)
    @blueprint.response(200)
    @needs("dossier.claim")
    def claim(body: dict[str, Any]) -> Any:
        """Put a dossier that was filed without signing in into the account, by its personal link or owner token."""
        done = claim_dossier(ports, current_caller(), body["link"], _context(ports), account=body["account"])
        return shown.stands(done)


def _add_businesses(blueprint: Blueprint, ports: Ports) -> None:
    @blueprint.route("/businesses", methods=["GET"])
    @blueprint.response(200)
    @needs("business.view")
    def mine() -> Any:
        """The businesses that the caller acts for, and the invitations that wait for them."""
        caller = current_caller()
        return {
            "items": [shown_people.business(one, caller.id) for one in businesses.my_businesses(ports, caller)],
            "invitations": [shown_people.invited(one) for one in businesses.my_invitations(ports, caller)],
            "next": None,
        }

    @blueprint.route("/businesses", methods=["POST"])
    @blueprint.arguments(BusinessRequest)
    @blueprint.response(201)
    @needs("business.manage")
    def make(body: dict[str, Any]) -> Any:
        """A new business account; its maker manages it."""
        caller = current_caller()
        return shown_people.business(businesses.make_business(ports, caller, body, _context(ports)), caller.id)

    @blueprint.route("/businesses/<id>", methods=["GET"])
    @blueprint.response(200)
    @needs("business.view")
    def one(id: str) -> Any:
        """A business that the caller acts for, with its members for those who manage it."""
        caller = current_caller()
        return shown_people.business(businesses.view_business(ports, caller, id), caller.id)

    @blueprint.route("/businesses/<id>", methods=["PUT"])
    @blueprint.arguments(BusinessRequest)
    @blueprint.response(200)
    @needs("business.manage")
    def edit(body: dict[str, Any], id: str) -> Any:
        """What the business tells of itself."""
        caller = current_caller()
        return shown_people.business(businesses.edit_business(ports, caller, id, body, _context(ports)), caller.id)


def _add_members(blueprint: Blueprint, ports: Ports) -> None:
    @blueprint.route("/businesses/<id>/invitations", methods=["POST"])
    @blueprint.arguments(InvitationRequest)
    @blueprint.response(201)
    @needs("business.manage")
    def invite(body: dict[str, Any], id: str) -> Any:
        """Whoever signs in with this phone or mailbox within 14 days may join."""
        caller, where = current_caller(), body["reach"]
        done = businesses.invite(ports, caller, id, where, body["role"], _context(ports))
        return shown_people.business(done, caller.id)

    @blueprint.route("/businesses/<id>/invitations/<invitation>/accept", methods=["POST"])
    @blueprint.response(200)
    @needs("business.view")
    def accept(id: str, invitation: str) -> Any:
        """Join, by whom the invitation is for."""
        caller = current_caller()
        done = businesses.join(ports, caller, id, invitation, _context(ports))
        return shown_people.business(done, caller.id)

    @blueprint.route("/businesses/<id>/members/<account>", methods=["PUT"])
    @blueprint.arguments(RoleRequest)
    @blueprint.response(200)
    @needs("business.manage")
    def give_role(body: dict[str, Any], id: str, account: str) -> Any:
        """Another role for a member; the last manager stays one."""
        caller = current_caller()
        done = businesses.give_role(ports, caller, id, account, body["role"], _context(ports))
        return shown_people.business(done, caller.id)

    @blueprint.route("/businesses/<id>/members/<account>", methods=["DELETE"])
    @blueprint.response(204)
    @needs("business.manage")
    def remove(id: str, account: str) -> None:
        """Take a member out, or leave; what the business owns is out of their sight at once."""
        businesses.remove_member(ports, current_caller(), id, account, _context(ports))


def _add_drafts(blueprint: Blueprint, ports: Ports) -> None:
    @blueprint.route("/drafts", methods=["GET"])
    @blueprint.response(200)
    @needs("draft.keep")
    def mine() -> Any:
        """The drafts of every account that the caller files for, the newest first."""
        return {"items": [shown_people.draft(one) for one in drafts.my_drafts(ports, current_caller())], "next": None}

    @blueprint.route("/drafts", methods=["POST"])
    @blueprint.arguments(DraftRequest)
    @blueprint.response(201)
    @needs("draft.keep")
    def save(body: dict[str, Any]) -> Any:
        """Keep what was typed so far; `draft` in POST /dossiers files from it."""
        caller, context = current_caller(), _context(ports)
        return shown_people.draft(drafts.save_draft(ports, caller, body["values"], context, account=body["account"]))

    @blueprint.route("/drafts/<id>", methods=["GET"])
    @blueprint.response(200)
    @needs("draft.keep")
    def one(id: str) -> Any:
        """A draft of the caller's."""
        return shown_people.draft(drafts.view_draft(ports, current_caller(), id))

    @blueprint.route("/drafts/<id>", methods=["PUT"])
    @blueprint.arguments(DraftRequest)
    @blueprint.response(200)
    @needs("draft.keep")
    def save_again(body: dict[str, Any], id: str) -> Any:
        """What was typed since; it is kept anew from now on."""
        return shown_people.draft(drafts.save_draft(ports, current_caller(), body["values"], _context(ports), id=id))

    @blueprint.route("/drafts/<id>", methods=["DELETE"])
    @blueprint.response(204)
    @needs("draft.keep")
    def throw_away(id: str) -> None:
        """Nothing of what was typed stays."""
        drafts.throw_away(ports, current_caller(), id, _context(ports))

    @blueprint.route("/drafts/<id>/help", methods=["POST"])
    @blueprint.response(201)
    @needs("draft.keep")
    def ask_help(id: str) -> Any:
        """A code to be said at the guidance desk: the officer who is told it sees the draft, for two hours."""
        return {"code": drafts.ask_help(ports, current_caller(), id, _context(ports))}
