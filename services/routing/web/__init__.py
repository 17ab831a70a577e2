"""Routing's pages for signed-in staff: the tasks at the agencies, and one case."""

from services.routing.web.late import LateDesk, add_late_pages
from services.routing.web.pages import blueprint, dress, error_page

__all__ = ["LateDesk", "add_late_pages", "blueprint", "dress", "error_page"]
