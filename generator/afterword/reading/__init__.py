"""Read bytes into incidents and settings. All problems are found in one pass."""
