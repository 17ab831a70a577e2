"""Pages of those who look on: the search, one message, figures as pictures and tables."""
