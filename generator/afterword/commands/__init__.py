"""The commands that write: each usable without a question, and pleasant with one."""
