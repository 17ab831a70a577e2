"""Taking, telling and giving back money."""
