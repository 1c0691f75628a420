"""The commands that need no engine. Each can be used without questions, and asks on a terminal."""
