"""What can go wrong on a person's own machine, told in one clear line."""

from __future__ import annotations


class LocalProblem(Exception):
    """Something the person who typed the command can mend; its text is the one line they read."""
