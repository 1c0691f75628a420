"""The timeline picture of an incident: from the incident to a layout of plain numbers, and its twin, a table."""
