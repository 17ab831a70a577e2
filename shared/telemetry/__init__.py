"""What a process tells of itself: a log without personal data, and metrics that add up over processes."""
