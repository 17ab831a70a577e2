"""Where routing's parts are put together, one file a concept; ``app.py`` calls them."""
