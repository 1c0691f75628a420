"""Reads histories that other programs kept. One module for each source, one set of values, one writer."""
