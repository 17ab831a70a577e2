"""One matter, however often people tell of it: who belongs to it, who has it, what was met about it."""
