"""The clocks of petitions: how long each may take, when they stand still, who is told when they run out."""
