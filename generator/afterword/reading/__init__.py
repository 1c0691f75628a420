"""Layer 1, reading: from bytes to incidents and settings, every problem found in one pass."""
