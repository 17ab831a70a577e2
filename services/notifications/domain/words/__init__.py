"""The words of messages as versioned, approved data: what may stand in them, who approved them, what they cost."""
