"""The look of every page: one stylesheet, fonts, templates, words for dates and time left, Vietnamese and English."""

from shared.ui.install import Frame, install

__all__ = ["Frame", "install"]
