"""The shapes of what the API takes; what it gives is described here and made in ``shown``.

Requests know their fields and types only: whether a value can be is the use case's to say, once for API and pages.
"""
