"""The pages of the front door: they call use cases, never HTTP, never the database.

``create_api(pages=[web.blueprint(parts)], error_page=web.error_page)``, then ``web.dress(app, parts)``.
"""

from services.intake.web.errors import error_page
from services.intake.web.notices import notices_blueprint
from services.intake.web.parts import CatalogueDesk, Parts, Place
from services.intake.web.queue import queue_blueprint
from services.intake.web.register import blueprint, dress

__all__ = [
    "CatalogueDesk",
    "Parts",
    "Place",
    "blueprint",
    "dress",
    "error_page",
    "notices_blueprint",
    "queue_blueprint",
]
