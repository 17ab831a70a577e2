"""What can be in the way of containers."""

from __future__ import annotations


class ContainerProblem(Exception):
    """Something is in the way; the message is one line for a person and never shows a secret."""


class NoEngine(ContainerProblem):
    """No Docker engine answers and none can be started; the message says why in one line."""
