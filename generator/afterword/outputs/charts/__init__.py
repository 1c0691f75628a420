"""Pictures: where everything stands in them. Positions and incidents only; the words are the templates'."""
