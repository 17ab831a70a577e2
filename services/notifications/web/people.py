"""The pages about what people want and write, on a blueprint of their own beside those of what they were told."""

from __future__ import annotations

from flask import Blueprint

from services.notifications.use_cases.inbound.ports import InboundQuestions
from services.notifications.use_cases.preferences.change import PreferenceDesk
from services.notifications.use_cases.preferences.hand_over import HandOver
from services.notifications.web.inbound import add_inbound_page
from services.notifications.web.preferences import add_preference_pages


def people_blueprint(preferences: PreferenceDesk, hand_over: HandOver, questions: InboundQuestions) -> Blueprint:
    """For ``create_api(pages=[…])``."""
    made = Blueprint("people", __name__, template_folder="templates")
    add_preference_pages(made, preferences, hand_over)
    add_inbound_page(made, questions, preferences.clock)
    return made
