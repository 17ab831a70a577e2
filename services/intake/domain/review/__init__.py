"""The review of procedures (rà soát): what its figures say, what is proposed, who decides, what came of it."""
