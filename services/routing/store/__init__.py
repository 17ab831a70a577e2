"""Documents ↔ domain, indexes, and the questions that routing asks of its database."""
