"""Figures of an incident and of a history: lengths, availability, kept promises."""
