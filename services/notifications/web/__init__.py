"""The pages of notifications: they call use cases, never HTTP, never the database.

``create_api(pages=[web.blueprint(pages)], error_page=web.error_page())``, then ``web.dress(app, pages)``.
"""

from services.notifications.web.errors import error_page
from services.notifications.web.pages import Pages, blueprint, dress
from services.notifications.web.people import people_blueprint

__all__ = ["Pages", "blueprint", "dress", "error_page", "people_blueprint"]
