"""What the desk does about a petition inside."""
