"""What routing does: one function a command, verb first."""
