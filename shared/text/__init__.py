"""Vietnamese text: one spelling for storing, one key for finding, names in their own order, ways to reach people."""

from shared.text.contacts import email_address, full_name, phone_number, postal_address, show_phone
from shared.text.folding import fold, normalise, search_key, search_words
from shared.text.names import given_name, name_order, tidy_name

__all__ = [
    "email_address",
    "fold",
    "full_name",
    "given_name",
    "name_order",
    "normalise",
    "phone_number",
    "postal_address",
    "search_key",
    "search_words",
    "show_phone",
    "tidy_name",
]
