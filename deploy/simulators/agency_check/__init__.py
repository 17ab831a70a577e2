"""Plays the centre against an agency's own program, on a private virtual host, and tells what the program keeps to."""
