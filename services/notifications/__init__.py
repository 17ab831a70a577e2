"""The service notifications (thông báo): writes to citizens by SMS and electronic mail and knows what arrived.

It owns templates, messages, attempts and receipts.
"""
