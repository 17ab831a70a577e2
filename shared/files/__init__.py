"""Files that people send: what they really are, whether they are infected, how many pages they have."""
