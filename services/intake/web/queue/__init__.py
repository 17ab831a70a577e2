"""The pages of the queue: taking a ticket, the machine, the board, the counters, the figures."""

from __future__ import annotations

from flask import Blueprint

from services.intake.use_cases.queue_ports import QueueDesk
from services.intake.web.parts import Parts
from services.intake.web.queue.board import add_board_pages
from services.intake.web.queue.console import add_console_pages
from services.intake.web.queue.figures import add_figure_pages
from services.intake.web.queue.kiosk import add_kiosk_desk_pages, add_kiosk_pages
from services.intake.web.queue.take_for import add_take_for_pages
from services.intake.web.queue.taking import add_ticket_pages
from services.intake.web.queue.words import wait_words

ADDED = (
    add_ticket_pages,
    add_kiosk_pages,
    add_kiosk_desk_pages,
    add_board_pages,
    add_console_pages,
    add_take_for_pages,
    add_figure_pages,
)


def queue_blueprint(parts: Parts, desk: QueueDesk) -> Blueprint:
    """Beside the front door's own pages; templates and look are theirs."""
    pages = Blueprint("queue-pages", __name__)
    for add in ADDED:
        add(pages, parts, desk)
    pages.add_app_template_filter(wait_words, "wait_words")
    return pages
