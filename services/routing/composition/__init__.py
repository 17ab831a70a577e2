"""How routing is put together, a concept a file."""
