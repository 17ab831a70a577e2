"""Rules of petitions: matching, assignment, answers and the weekly review will live here; standard library only."""
