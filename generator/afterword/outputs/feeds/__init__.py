"""Feeds: which there are, their entries, and the formats in which they are written."""
