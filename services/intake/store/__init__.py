"""Intake's documents: how its values lie in MongoDB, and the questions asked of them."""
