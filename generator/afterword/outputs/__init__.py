"""Layer 2, outputs: from the history to pages, feeds and lists. Nothing here touches a disk."""
