"""What a person wants to be told: which notices the law demands, which can be left, what needs their word first."""
