"""The service notifications (thông báo).

It owns templates, messages, attempts, receipts, preferences and providers.
It stands on the bus and holds no business yet.
"""
