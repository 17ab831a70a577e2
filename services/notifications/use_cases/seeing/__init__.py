"""What those need who look on: finding messages, what became of one, figures, what is forgotten."""
