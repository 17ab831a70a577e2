"""Who somebody is, what they may do, and how what identifies a person is kept from everybody else."""
