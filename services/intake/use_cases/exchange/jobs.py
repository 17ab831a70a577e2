"""What a timer does for the exchange with agencies, by kind of job."""

# Look at a result's file, and make it the dossier's paper once the decision has spoken of it.
TAKE_JOB = "take-result"
# Answer an agency that wants papers.
SEND_JOB = "send-papers"
