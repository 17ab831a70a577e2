"""The weekly review: what is followed for it, its figures, its decisions."""
