"""Layer 0, the nouns: problems, times, the model and the history. Standard library only."""
