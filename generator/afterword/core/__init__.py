"""The nouns: problems, times, the model and the history. Standard library only."""
