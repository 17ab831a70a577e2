"""A round of the review, what is proposed, decided, carried out and posted."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.intake.api.schemas.bounds import LONG, SHORT, TEXT, one_of
from services.intake.domain.procedure import Level, LimitKind
from services.intake.domain.review.proposal import Body, ProposalKind
from services.intake.domain.review.records import Verdict


class PlanRequest(Schema):
    procedures = fields.List(fields.String(validate=SHORT), required=True, metadata={"description": "codes"})
    officer = fields.String(required=True, validate=SHORT, metadata={"description": "account that reviews"})
    due_on = fields.Date(required=True, metadata={"description": "by when a proposal is wanted"})


class RoundRequest(PlanRequest):
    name = fields.String(required=True, validate=SHORT)
    basis = fields.String(required=True, validate=SHORT, metadata={"description": "the plan that orders it"})
    since = fields.Date(required=True, metadata={"description": "first day of the dossiers' filing"})
    until = fields.Date(required=True, metadata={"description": "last day of it"})


class ReplanRequest(Schema):
    officer = fields.String(required=True, validate=SHORT)
    due_on = fields.Date(required=True)


class LimitRequest(Schema):
    kind = fields.String(required=True, validate=one_of([one.value for one in LimitKind]))
    amount = fields.String(load_default="0", validate=SHORT)


class MeasureRequest(Schema):
    kind = fields.String(required=True, validate=one_of([one.value for one in ProposalKind]))
    papers = fields.List(fields.String(validate=SHORT), metadata={"description": "ids of the papers to cut"})
    limit = fields.Nested(LimitRequest)
    into = fields.String(validate=SHORT, metadata={"description": "code of the procedure that takes it in"})
    route = fields.String(validate=SHORT, metadata={"description": "name of the route"})
    level = fields.String(validate=one_of([one.value for one in Level]))


class ProposalRequest(Schema):
    measures = fields.List(fields.Nested(MeasureRequest), required=True)
    body = fields.String(required=True, validate=one_of([one.value for one in Body]))
    reason = fields.String(required=True, validate=TEXT)


class DecisionRequest(Schema):
    verdict = fields.String(required=True, validate=one_of([one.value for one in Verdict]))
    reason = fields.String(load_default="", validate=TEXT)
    document = fields.String(load_default="", validate=SHORT)
    version = fields.Integer(required=True, metadata={"description": "of the review that was read"})


class AnswerRequest(Schema):
    verdict = fields.String(required=True, validate=one_of([Verdict.APPROVED.value, Verdict.DECLINED.value]))
    document = fields.String(required=True, validate=SHORT)
    day = fields.Date(required=True)
    reason = fields.String(load_default="", validate=TEXT)


class OutcomeRequest(Schema):
    document = fields.String(required=True, validate=SHORT)
    in_force = fields.Date(required=True)
    note = fields.String(load_default="", validate=TEXT)
    catalogue_version = fields.Integer(load_default=None, allow_none=True)


class PostingRequest(Schema):
    day = fields.Date(required=True)
    where = fields.String(required=True, validate=SHORT)


class EvidenceQuery(Schema):
    kind = fields.String(required=True, validate=SHORT)
    key = fields.String(required=True, validate=LONG)
    cursor = fields.Integer(load_default=-1)
