"""The hotline on a real database."""
