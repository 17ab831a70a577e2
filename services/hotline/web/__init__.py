"""The pages of the hotline: they call use cases, never HTTP, never the database.

``create_api(pages=[web.blueprint(parts)], error_page=web.error_page)``, then ``web.dress(app, parts)``.
"""

from services.hotline.web.errors import error_page
from services.hotline.web.parts import Parts, Place
from services.hotline.web.register import blueprint, dress

__all__ = ["Parts", "Place", "blueprint", "dress", "error_page"]
