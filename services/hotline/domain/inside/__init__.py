"""What goes on about a petition inside: notes of the desk, and where the procedure went wrong."""
