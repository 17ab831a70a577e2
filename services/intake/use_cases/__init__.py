"""What the front door can do: one function a command or a question, verb first."""
