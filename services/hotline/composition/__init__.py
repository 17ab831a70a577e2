"""How hotline is put together, a concept a file."""
