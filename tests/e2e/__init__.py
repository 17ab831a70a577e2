"""The whole system as people use it."""
