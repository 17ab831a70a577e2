"""What is done with complaints and denunciations: entered, led along the path of the law, seen by few."""
