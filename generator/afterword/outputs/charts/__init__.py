"""Layouts of charts: positions only. The templates write the words."""
