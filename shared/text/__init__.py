"""Vietnamese text: one spelling for storing, one key for finding, names in their own order."""

from shared.text.folding import fold, normalise, search_key, search_words
from shared.text.names import given_name, name_order, tidy_name

__all__ = ["fold", "given_name", "name_order", "normalise", "search_key", "search_words", "tidy_name"]
