"""Parts of the composition root, one for each concept: what its use cases, timers and jobs are given."""
