"""The pages of the review of procedures: rounds, one review, the dossiers behind a finding, reports."""
