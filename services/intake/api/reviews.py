"""The review of procedures over the API: rounds, findings, proposals, decisions, results, reports."""

from __future__ import annotations

from typing import Any

from flask import Response

from services.intake.api.answers import answer_of
from services.intake.api.schemas.reviews import (
    AnswerRequest,
    DecisionRequest,
    EvidenceQuery,
    OutcomeRequest,
    PlanRequest,
    PostingRequest,
    ProposalRequest,
    ReplanRequest,
    RoundRequest,
)
from services.intake.api.shown import reviews as shown
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.review.examine import examine_round, start_examination
from services.intake.use_cases.review.plan_round import add_procedures, plan_round, replan
from services.intake.use_cases.review.propose import propose
from services.intake.use_cases.review.settle import decide, post_review, record_answer, record_outcome
from services.intake.use_cases.review.view import list_rounds, report_round, view_evidence, view_review, view_round
from services.intake.use_cases.review_ports import ReviewDesk
from shared.http.correlation import current_caller, request_context
from shared.http.parsing import Blueprint
from shared.http.problems import Problem
from shared.security.access import needs

ROUND = "/reviews/rounds/<round>"
REVIEW = f"{ROUND}/procedures/<procedure>"
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def reviews_blueprint(ports: Ports, desk: ReviewDesk) -> Blueprint:
    blueprint = Blueprint("reviews", __name__, description="review of procedures: rounds and reports")

    @blueprint.route("/reviews/rounds", methods=["GET"])
    @blueprint.response(200)
    @needs("review.view")
    def rounds() -> Any:
        """The rounds of the unit, the latest first."""
        found = list_rounds(ports, desk, current_caller())
        return {"items": [shown.review_round(one) for one in found], "next": None}

    @blueprint.route("/reviews/rounds", methods=["POST"])
    @blueprint.arguments(RoundRequest)
    @blueprint.response(201)
    @needs("review.plan")
    def new_round(body: dict[str, Any]) -> Response:
        """Plan a round: its period, its first procedures, who reviews them by when."""
        planned = plan_round(ports, desk, current_caller(), body, request_context(clock=ports.clock))
        location = f"/api/intake/v1/reviews/rounds/{planned.id}"
        return answer_of(shown.review_round(planned), 201, {"Location": location})

    @blueprint.route(ROUND, methods=["GET"])
    @blueprint.response(200)
    @needs("review.view")
    def round(round: str) -> Any:
        """A round with its plan: every procedure, who reviews it, by when, and where it stands."""
        found, reviews = view_round(ports, desk, current_caller(), round)
        return {**shown.review_round(found), "reviews": [shown.review_item(one) for one in reviews]}

    @blueprint.route(f"{ROUND}/procedures", methods=["POST"])
    @blueprint.arguments(PlanRequest)
    @blueprint.response(200)
    @needs("review.plan")
    def more_procedures(body: dict[str, Any], round: str) -> Any:
        """Further procedures for the round; those that it has stay as they are."""
        added = add_procedures(ports, desk, current_caller(), round, body, request_context(clock=ports.clock))
        return {"items": [shown.review_item(one) for one in added], "next": None}

    @blueprint.route(f"{ROUND}/examine", methods=["POST"])
    @blueprint.response(202)
    @needs("review.work")
    def examine_all(round: str) -> Any:
        """Compute the figures of every procedure of the round that nobody examined yet."""
        return {"started": examine_round(ports, desk, current_caller(), round, request_context(clock=ports.clock))}

    @blueprint.route(f"{ROUND}/report", methods=["GET"])
    @blueprint.response(200)
    @needs("review.view")
    def report(round: str) -> Any:
        """The sums of the round: how many of how many were reviewed, cut, shortened, posted."""
        return shown.report(report_round(ports, desk, current_caller(), round))

    @blueprint.route(f"{ROUND}/report.<kind>", methods=["GET"])
    @blueprint.response(200, content_type="application/octet-stream")
    @needs("review.view")
    def report_file(round: str, kind: str) -> Response:
        """The same as a file: csv (a line a procedure) or xlsx (sums, procedures, findings)."""
        if kind not in KINDS:
            raise Problem(404, "not-found")
        found = report_round(ports, desk, current_caller(), round)
        headers = {"Content-Disposition": f'attachment; filename="ra-soat-{found.round.id}.{kind}"'}
        return Response(desk.files.write(found, kind, "vi"), content_type=KINDS[kind], headers=headers)

    return blueprint


def review_steps_blueprint(ports: Ports, desk: ReviewDesk) -> Blueprint:
    blueprint = Blueprint("review-steps", __name__, description="review of procedures: one procedure of a round")

    @blueprint.route(REVIEW, methods=["GET"])
    @blueprint.response(200)
    @needs("review.view")
    def review(round: str, procedure: str) -> Any:
        """One procedure's review: figures, proposal, decision, result, posting, and who did what when."""
        return shown.review(view_review(ports, current_caller(), (round, procedure))[1])

    @blueprint.route(f"{REVIEW}/evidence", methods=["GET"])
    @blueprint.arguments(EvidenceQuery, location="query")
    @blueprint.response(200)
    @needs("review.view")
    def evidence(query: dict[str, Any], round: str, procedure: str) -> Any:
        """The dossiers behind one line of the findings."""
        line = query["kind"], query["key"]
        page = view_evidence(ports, desk, current_caller(), (round, procedure), line, after=query["cursor"])
        return {"line": shown.line(page.line), "items": [shown.evidence(one) for one in page.items], "next": page.next}

    @blueprint.route(f"{REVIEW}/plan", methods=["POST"])
    @blueprint.arguments(ReplanRequest)
    @blueprint.response(200)
    @needs("review.plan")
    def plan(body: dict[str, Any], round: str, procedure: str) -> Any:
        """Another officer, or another day."""
        context = request_context(clock=ports.clock)
        return shown.review(replan(ports, desk, current_caller(), (round, procedure), body, context))

    @blueprint.route(f"{REVIEW}/examine", methods=["POST"])
    @blueprint.response(202)
    @needs("review.work")
    def examine(round: str, procedure: str) -> Any:
        """Compute the figures (anew); a job does it, and the review says how far it is."""
        context = request_context(clock=ports.clock)
        return shown.review(start_examination(ports, current_caller(), (round, procedure), context))

    @blueprint.route(f"{REVIEW}/propose", methods=["POST"])
    @blueprint.arguments(ProposalRequest)
    @blueprint.response(200)
    @needs("review.work")
    def new_proposal(body: dict[str, Any], round: str, procedure: str) -> Any:
        """Propose what to do, and who decides."""
        context = request_context(clock=ports.clock)
        return shown.review(propose(ports, current_caller(), (round, procedure), body, context))

    @blueprint.route(f"{REVIEW}/decide", methods=["POST"])
    @blueprint.arguments(DecisionRequest)
    @blueprint.response(200)
    @needs("review.decide")
    def decision(body: dict[str, Any], round: str, procedure: str) -> Any:
        """Agree, decline or send back; never on a proposal of one's own, never on one that was not read."""
        context = request_context(clock=ports.clock)
        seen = body.pop("version")
        return shown.review(decide(ports, current_caller(), (round, procedure), body, context, seen=seen))

    @blueprint.route(f"{REVIEW}/answer", methods=["POST"])
    @blueprint.arguments(AnswerRequest)
    @blueprint.response(200)
    @needs("review.work")
    def answer(body: dict[str, Any], round: str, procedure: str) -> Any:
        """What the province or ministry said to what was put forward."""
        context = request_context(clock=ports.clock)
        return shown.review(record_answer(ports, current_caller(), (round, procedure), body, context))

    @blueprint.route(f"{REVIEW}/result", methods=["POST"])
    @blueprint.arguments(OutcomeRequest)
    @blueprint.response(200)
    @needs("review.work")
    def result(body: dict[str, Any], round: str, procedure: str) -> Any:
        """Record that it was carried out, by which version of the catalogue."""
        context = request_context(clock=ports.clock)
        return shown.review(record_outcome(ports, current_caller(), (round, procedure), body, context))

    @blueprint.route(f"{REVIEW}/post", methods=["POST"])
    @blueprint.arguments(PostingRequest)
    @blueprint.response(200)
    @needs("review.work")
    def post(body: dict[str, Any], round: str, procedure: str) -> Any:
        """Record since when, and where, people can read of it."""
        context = request_context(clock=ports.clock)
        return shown.review(post_review(ports, current_caller(), (round, procedure), body, context))

    return blueprint
