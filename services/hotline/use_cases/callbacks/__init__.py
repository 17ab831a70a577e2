"""What is done about people whom no message reached."""
