"""An agency's own program: takes tasks from its queue, works, and answers; nothing of it is shared with the centre."""
