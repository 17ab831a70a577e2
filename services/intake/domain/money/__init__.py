"""Money between applicants and the unit: how it comes, what a bank tells of it, what goes back, how a day adds up."""
