"""Making the weekly review, reading it, and following what it decided."""
