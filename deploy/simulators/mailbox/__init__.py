"""Somebody's mailbox: a mail server that keeps what it gets in memory, and the screens that show phone and mailbox."""
