"""Access to the file system, git, processes and networks. Lower layers have none."""
