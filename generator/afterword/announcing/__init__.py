"""The edge of announcing: what the command asks for, what it reads, and what it says."""
