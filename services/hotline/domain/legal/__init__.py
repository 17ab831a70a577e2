"""Complaints and denunciations: their own path by law, its time limits, their own register."""
