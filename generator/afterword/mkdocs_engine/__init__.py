"""The edge to MkDocs: its plugin, its configuration, its faults."""
