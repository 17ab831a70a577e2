"""Parts of the composition root, one file a concept."""
