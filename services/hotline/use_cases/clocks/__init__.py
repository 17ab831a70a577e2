"""What keeps petitions moving: words, pauses, limits, hand-overs, reopening, and watching over all of it."""
