"""Afterword: incident history and postmortems from Markdown files kept in git."""

__version__ = "0.1.0"
