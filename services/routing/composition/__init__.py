"""Where routing's parts are put together, a file a concept; ``app`` calls them."""
