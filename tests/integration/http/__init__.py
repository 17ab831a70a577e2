"""What the HTTP platform promises on a real database."""
