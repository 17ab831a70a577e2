"""The service hotline (đường dây nóng).

It owns petitions, matching with dossiers, assignment, answers, callbacks and the weekly review.
It stands on the bus and holds no business yet.
"""
