"""Checks of an incident's words, of links between incidents, and across all files."""
