"""Layer 4, the world: the file system. The only place that reads or writes files."""
