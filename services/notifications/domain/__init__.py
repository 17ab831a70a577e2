"""Rules of messages: templates, channels, attempts, receipts and preferences will live here; standard library only."""
