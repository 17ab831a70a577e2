"""What people want to be told: asked before a message is queued, changed by themselves or by whoever helps them."""
