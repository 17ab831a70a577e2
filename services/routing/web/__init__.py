"""Pages for officers of agencies will live here, under /routing."""
