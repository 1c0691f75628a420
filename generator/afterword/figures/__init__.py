"""What is counted and measured: lengths, availability, promises kept, of one incident and of a history."""
