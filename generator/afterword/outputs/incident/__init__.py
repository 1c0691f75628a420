"""One incident as pages show it."""
