"""Routing and its agencies on a real broker and a real database."""
