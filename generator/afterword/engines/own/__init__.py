"""A frame of our own: what remains when no other engine is installed."""
