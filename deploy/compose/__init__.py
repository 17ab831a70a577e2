"""The system in containers: its secrets, what is checked before it starts, and starting it."""
