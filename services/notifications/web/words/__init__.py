"""The pages of templates: the list, one template with its versions, and the form for new words."""

from services.notifications.web.words.pages import add_template_pages

__all__ = ["add_template_pages"]
