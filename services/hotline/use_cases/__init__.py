"""What the hotline does: one function a command or a question, verb first."""
