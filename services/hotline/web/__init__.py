"""Pages for petitions and callbacks will live here, under /hotline."""
