"""Puts routing's parts together, a file a concept; ``app`` calls them and is the only door."""
