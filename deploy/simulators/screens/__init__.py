"""What the outside world sees: a telephone's screen, a mailbox, and switches for what goes wrong there."""
