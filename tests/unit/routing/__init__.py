"""The rules of routing and its use cases, without database or broker."""
