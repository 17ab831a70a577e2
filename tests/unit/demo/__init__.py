"""Rules of the demo."""
