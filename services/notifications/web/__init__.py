"""Pages for templates, messages and their receipts will live here, under /notifications."""
